"""Write the bundled embedding model as a graph that computes in whole numbers of 8 bits (door: onnx).

Any x86-64 processor multiplies these two to four times as fast as floating-point numbers of 32 bits: with VNNI or AMX,
and in good part with AVX2 alone. The table of words stays in the 4 bits that it comes in; the other matrices get a
scale a column, and the rows that they are multiplied with a scale each as they come, so that a text's vector doesn't
depend on the texts beside it (benchmarks/ingest.md has what it costs).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.embedding.encoders.weights_file import BLOCK

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from corpus.embedding.encoders.weights_file import BundledWeights

VERSION = "int8-2"
"""Names what is written: another graph of the same weights has another."""
FILE_NAME = "model.onnx"
IDS, POSITIONS, MASK, TOKENS = "ids", "positions", "mask", "tokens"
"""Inputs: tokens, (texts, tokens); their places, (tokens,); 1 where a token is one. Output: (texts, tokens, hidden)."""

_MICROSOFT = "com.microsoft"
# AVX2 and AVX-512 without VNNI add two products in 16 bits, which overflow where weights take all of their 8.
_LARGEST_WEIGHT = 64
# A row of both signs is spread over -127 to 127 about a middle of 128.
_SIGNED = (1 / 127, 128)
# What GELU gives is -.17 at the least, so most of the numbers are for what is above; rows are taken as _LEAST_OF_GELU
# wide at the least, so that -.17 has its place in each.
_OF_GELU = (1 / 239, 16)
_LEAST_OF_GELU = 2.6
_TINY = 1e-6
_OPSET, _IR_VERSION = 21, 10


def write_graph(weights: BundledWeights, folder: Path) -> None:
    """Write the model into a folder: the graph, and beside it its weights, which are read as they are needed."""
    import onnx

    builder = _Builder(weights)
    builder.write()
    tensors = [(IDS, onnx.TensorProto.INT64, ["texts", "tokens"]), (POSITIONS, onnx.TensorProto.INT64, ["tokens"])]
    tensors.append((MASK, onnx.TensorProto.INT32, ["texts", "tokens"]))
    inputs = [onnx.helper.make_tensor_value_info(*tensor) for tensor in tensors]
    outputs = [
        onnx.helper.make_tensor_value_info(TOKENS, onnx.TensorProto.FLOAT, ["texts", "tokens", weights.shape.hidden])
    ]
    graph = onnx.helper.make_graph(builder.nodes, "embedding", inputs, outputs, builder.constants)
    opsets = [onnx.helper.make_opsetid("", _OPSET), onnx.helper.make_opsetid(_MICROSOFT, 1)]
    model = onnx.helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)
    onnx.save_model(model, folder / FILE_NAME, save_as_external_data=True, location=f"{FILE_NAME}.data")


class _Builder:
    """Gathers the nodes and constants of the graph."""

    def __init__(self, weights: BundledWeights) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._shape = weights.shape
        self._tensors = weights.tensors

    def write(self) -> None:
        for name, (step, middle) in (("signed", _SIGNED), ("of_gelu", _OF_GELU)):
            self._constant(f"{name}.step", np.array(step, np.float32))
            self._constant(f"{name}.middle", np.array(middle, np.uint8))
        self._constant("signed.least", np.array(_TINY, np.float32))
        self._constant("of_gelu.least", np.array(_LEAST_OF_GELU, np.float32))
        self._constant("last_axis", np.array([-1], np.int64))
        self._constant("thirds", np.array([self._shape.hidden] * 3, np.int64))
        found = self._embedded()
        for layer in range(self._shape.layers):
            last = layer == self._shape.layers - 1
            found = self._layer(f"l{layer}", found, TOKENS if last else f"l{layer}.out")

    def _embedded(self) -> str:
        """Add up what stands for the word, the place and the kind of text of each token."""
        from onnx import TensorProto, helper

        hidden, words = self._shape.hidden, self._shape.vocabulary
        nibbles, scales = self._tensors["emb.word"].blocks()
        signed = nibbles ^ 8  # a nibble from 0 to 15 as one from -8 to 7
        packed = (signed[:, 0::2] | (signed[:, 1::2] << 4)).astype(np.uint8)
        table = helper.make_tensor("words", TensorProto.INT4, [words, hidden], packed.tobytes(), raw=True)
        self.constants.append(table)
        self._constant("words.scales", scales.reshape(words, hidden // BLOCK))
        places = self._floats("emb.pos").reshape(-1, hidden) + self._floats("emb.type").reshape(-1, hidden)[0]
        self._constant("places", places)
        inputs = ["words", IDS, "words.scales"]
        axes = {"gather_axis": 0, "quantize_axis": 1, "block_size": BLOCK}
        of_word = self._node("GatherBlockQuantized", inputs, "of_word", **axes)
        of_place = self._node("Gather", ["places", POSITIONS], "of_place")
        return self._normed("emb.ln", of_word, of_place, "embedded")

    def _layer(self, name: str, found: str, out: str) -> str:
        """Let the tokens attend to each other, then each be seen to by itself."""
        joined = self._times(f"{name}.qkv", [f"{name}.{part}" for part in "qkv"], found)
        parts = [f"{name}.{part}.in" for part in "qkv"]
        self._nodes("Split", [joined, "thirds"], parts, axis=-1)
        attended = self._node("MultiHeadAttention", [*parts, "", MASK], f"{name}.attended", num_heads=self._shape.heads)
        seen = self._normed(f"{name}.aln", self._times(f"{name}.ao", [f"{name}.ao"], attended), found, f"{name}.seen")
        wide = self._times(f"{name}.fi", [f"{name}.fi"], seen, adds=False)
        self._constant(f"{name}.fi.b", self._floats(f"{name}.fi.b"))
        bent = self._node("BiasGelu", [wide, f"{name}.fi.b"], f"{name}.bent")
        return self._normed(f"{name}.oln", self._times(f"{name}.fo", [f"{name}.fo"], bent, "of_gelu"), seen, out)

    def _times(self, name: str, names: list[str], rows: str, kind: str = "signed", *, adds: bool = True) -> str:
        """Multiply rows by the matrices of some names, side by side, in 8 bits; add their biases."""
        width = self._shape.feed_forward if kind == "of_gelu" else self._shape.hidden
        matrix = np.concatenate([self._floats(f"{one}.w").reshape(-1, width) for one in names]).T
        steps = np.maximum(np.abs(matrix).max(axis=0), _TINY) / _LARGEST_WEIGHT
        self._constant(f"{name}.w", np.rint(matrix / steps).astype(np.int8))
        self._constant(f"{name}.steps", steps.astype(np.float32))
        sizes = self._node("Abs", [rows], f"{name}.sizes") if kind == "signed" else rows
        most = self._node("ReduceMax", [sizes, "last_axis"], f"{name}.most", keepdims=1)
        wide = self._node("Max", [most, f"{kind}.least"], f"{name}.wide")
        shrunk = self._node("Mul", [rows, self._node("Reciprocal", [wide], f"{name}.by")], f"{name}.shrunk")
        whole = self._node("QuantizeLinear", [shrunk, f"{kind}.step", f"{kind}.middle"], f"{name}.whole")
        multiplied = self._node(
            "MatMulIntegerToFloat",
            [whole, f"{name}.w", f"{kind}.step", f"{name}.steps", f"{kind}.middle"],
            f"{name}.multiplied",
        )
        grown = self._node("Mul", [multiplied, wide], f"{name}.grown")
        if not adds:
            return grown
        self._constant(f"{name}.b", np.concatenate([self._floats(f"{one}.b") for one in names]))
        return self._node("Add", [grown, f"{name}.b"], f"{name}.out")

    def _normed(self, name: str, one: str, other: str, out: str) -> str:
        """Add two and norm each row; the operator that does both at once takes four times as long."""
        for part in "wb":
            self._constant(f"{name}.{part}", self._floats(f"{name}.{part}"))
        added = self._node("Add", [one, other], f"{name}.in")
        inputs = [added, f"{name}.w", f"{name}.b"]
        return self._node("LayerNormalization", inputs, out, axis=-1, epsilon=self._shape.epsilon)

    def _floats(self, name: str) -> NDArray[np.float32]:
        return self._tensors[name].floats()

    def _constant(self, name: str, values: NDArray[Any]) -> None:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))

    def _node(self, kind: str, inputs: list[str], out: str, **attributes: Any) -> str:
        self._nodes(kind, inputs, [out], **attributes)
        return out

    def _nodes(self, kind: str, inputs: list[str], outputs: list[str], **attributes: Any) -> None:
        from onnx import helper

        domain = _MICROSOFT if kind in _OF_MICROSOFT else ""
        self.nodes.append(helper.make_node(kind, inputs, outputs, domain=domain, **attributes))


_OF_MICROSOFT = {"GatherBlockQuantized", "MultiHeadAttention", "BiasGelu", "MatMulIntegerToFloat"}
