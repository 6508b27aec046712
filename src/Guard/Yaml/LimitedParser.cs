using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sekimori.Guard.Yaml;

/// <summary>
/// Passes a parser's events on and counts them. The parser scans no further than its next event needs (a kibibyte ahead, for keys), so
/// nothing beyond a limit is scanned.
/// </summary>
/// <param name="parser">The parser.</param>
/// <param name="limits">The bounds.</param>
internal sealed class LimitedParser(IParser parser, YamlLimits limits) : IParser
{
    private readonly Dictionary<AnchorName, Extent> _anchors = [];
    private readonly Stack<Open> _open = new();
    private int _nodes;

    /// <summary>What an anchor stands for.</summary>
    private readonly record struct Extent(int Nodes, int Depth);

    /// <summary>A list or map that has not ended.</summary>
    private sealed class Open(AnchorName anchor, int before)
    {
        public AnchorName Anchor => anchor;

        public int NodesBefore => before;

        /// <summary>Levels below this one.</summary>
        public int Below { get; set; }
    }

    public ParsingEvent? Current => parser.Current;

    public bool MoveNext()
    {
        if (!parser.MoveNext()) return false;
        switch (parser.Current)
        {
            case DocumentStart:
                Count(1);
                _anchors.Clear();
                break;
            case AnchorAlias alias:
                Expand(alias);
                break;
            case Scalar scalar:
                Count(1);
                if (!scalar.Anchor.IsEmpty) _anchors[scalar.Anchor] = new Extent(1, 0);
                break;
            case NodeEvent start:
                Enter(start);
                break;
            case SequenceEnd or MappingEnd:
                Leave();
                break;
        }

        return true;
    }

    private void Enter(NodeEvent start)
    {
        _open.Push(new Open(start.Anchor, _nodes));
        Count(1);
        CheckDepth(_open.Count);
        // Its size is known at its end; until then it cannot be referenced.
        if (!start.Anchor.IsEmpty) _anchors.Remove(start.Anchor);
    }

    private void Leave()
    {
        var ended = _open.Pop();
        if (_open.TryPeek(out var parent)) parent.Below = Math.Max(parent.Below, ended.Below + 1);
        if (!ended.Anchor.IsEmpty) _anchors[ended.Anchor] = new Extent(_nodes - ended.NodesBefore, ended.Below + 1);
    }

    private void Expand(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value, out var extent))
            throw Wrong(_open.Any(open => open.Anchor == alias.Value)
                ? $"'*{alias.Value}' contains itself"
                : $"no '&{alias.Value}' before this '*{alias.Value}'");
        Count(extent.Nodes);
        CheckDepth(_open.Count + extent.Depth);
        if (_open.TryPeek(out var parent)) parent.Below = Math.Max(parent.Below, extent.Depth);
    }

    private void Count(int nodes)
    {
        if ((_nodes += nodes) > limits.MaxNodes) throw Wrong($"more than {limits.MaxNodes} values");
    }

    private void CheckDepth(int depth)
    {
        if (depth > limits.MaxDepth) throw Wrong($"nested more than {limits.MaxDepth} levels deep");
    }

    private YamlException Wrong(string message) => new(parser.Current!.Start, parser.Current.End, message);
}
