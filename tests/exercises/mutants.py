"""Wrong answers made from a right one: each mutant of a solution carries one mistake that learners make.

A sign, an order of operands, an axis, an index one off, a factor left out, a comparison that is not strict, a sum for a
mean, a line forgotten. The idea is mutation testing (DeMillo, Lipton & Sayward, 1978).
"""

import ast
import copy

SWAPS = {
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Div,), ast.Div: (ast.Mult,), ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,), ast.Pow: (ast.Mult,),
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt,), ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt,),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
    ast.And: (ast.Or,), ast.Or: (ast.And,),
}
RENAMED = {
    "sum": "mean", "mean": "sum", "max": "min", "min": "max", "argmax": "argmin", "argmin": "argmax",
    "maximum": "minimum", "minimum": "maximum", "std": "var", "cos": "sin", "sin": "cos", "log2": "log", "log1p": "log",
    "zeros": "ones", "zeros_like": "ones_like",
}
#: Functions and methods whose argument may be used as it is: forgetting the call is a mistake that runs.
PEELED = {
    "abs", "sqrt", "exp", "log", "log1p", "log2", "cos", "sin", "radians", "degrees", "maximum", "minimum", "max", "min",
    "copy", "swapaxes", "cumsum", "array", "isfinite", "unique", "reshape",
}


def mutants(source):
    """Yield (line, what was done, source) for each single mistake planted in `source`, none of them twice."""
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    given = {part for node in ast.walk(tree) if isinstance(node, ast.arguments) for part in ast.walk(node)}
    for index, node in enumerate(ast.walk(tree)):
        if node in given:  # the signature is the stub's
            continue
        for what, change in _changes(node):
            spoiled = copy.deepcopy(tree)
            if not change(list(ast.walk(spoiled))[index], spoiled):
                continue
            text = ast.unparse(ast.fix_missing_locations(spoiled))
            if text not in seen:
                seen.add(text)
                yield getattr(node, "lineno", 0), what, text


def _changes(node):
    """Yield (words, function(node, tree)) for what can go wrong at `node`; the function says whether it did."""
    if isinstance(node, (ast.BinOp, ast.AugAssign, ast.BoolOp)):
        for new in SWAPS.get(type(node.op), ()):
            yield f"{type(node.op).__name__} -> {new.__name__}", _set("op", new)
    if isinstance(node, ast.BinOp):
        yield "left operand alone", lambda n, tree: _replace(tree, n, n.left)
        yield "right operand alone", lambda n, tree: _replace(tree, n, n.right)
        if isinstance(node.op, (ast.MatMult, ast.Sub, ast.Div)):
            yield "operands exchanged", _exchange
    if isinstance(node, ast.Compare):
        for new in SWAPS.get(type(node.ops[0]), ()):
            yield f"{type(node.ops[0]).__name__} -> {new.__name__}", _set_first("ops", new)
    if isinstance(node, ast.UnaryOp):
        yield "sign or not dropped", lambda n, tree: _replace(tree, n, n.operand)
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "True <-> False", _value(lambda value: not value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        yield "one more", _value(lambda value: value + 1)
        yield "one less", _value(lambda value: value - 1)
    if isinstance(node, ast.Constant) and isinstance(node.value, float) and node.value:
        yield "other sign", _value(lambda value: -value)
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield ".T dropped", lambda n, tree: _replace(tree, n, n.value)
    if isinstance(node, ast.Call):
        yield from _calls(node)
    if isinstance(node, (ast.If, ast.IfExp)):
        yield "condition always true", lambda n, tree: _put(n, "test", ast.Constant(True))
        yield "condition never true", lambda n, tree: _put(n, "test", ast.Constant(False))
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
        yield "results exchanged", lambda n, tree: _put(n.value, "elts", n.value.elts[::-1])
    if isinstance(node, (ast.FunctionDef, ast.For, ast.If)):
        for k, line in enumerate(node.body):
            if isinstance(line, (ast.Assign, ast.AugAssign, ast.Expr, ast.If, ast.Raise)) and len(node.body) > 1:
                yield f"line forgotten: {ast.unparse(line).splitlines()[0]}", _forget(k)


def _calls(node):
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    is_method = isinstance(node.func, ast.Attribute) and not (
        isinstance(node.func.value, ast.Name) and node.func.value.id in ("np", "math", "torch"))
    if name in RENAMED:
        yield f"{name} -> {RENAMED[name]}", _rename(RENAMED[name])
    if name in PEELED and is_method:
        yield f".{name}() dropped", lambda n, tree: _replace(tree, n, n.func.value)
    elif name in PEELED:
        for k in range(len(node.args)):
            yield f"{name}() dropped", lambda n, tree, k=k: _replace(tree, n, n.args[k])
    for k, keyword in enumerate(node.keywords):
        yield f"{keyword.arg}= dropped", lambda n, tree, k=k: bool(n.keywords.pop(k))


def _set(field, new):
    return lambda n, tree: _put(n, field, new())


def _set_first(field, new):
    return lambda n, tree: _put(n, field, [new(), *getattr(n, field)[1:]])


def _value(function):
    return lambda n, tree: _put(n, "value", function(n.value))


def _rename(new):
    return lambda n, tree: _put(n.func, "attr" if isinstance(n.func, ast.Attribute) else "id", new)


def _exchange(n, tree):
    n.left, n.right = n.right, n.left
    return True


def _forget(k):
    return lambda n, tree: bool(n.body.pop(k))


def _put(node, field, value):
    setattr(node, field, value)
    return True


def _replace(tree, old, new):
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is old:
                return _put(parent, field, new)
            if isinstance(value, list) and any(item is old for item in value):
                return _put(parent, field, [new if item is old else item for item in value])
    return False
