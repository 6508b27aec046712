namespace Sekimori.Server.Tests.Guarding.Reading;

/// <summary>An element of a request before it is written.</summary>
internal sealed class Node(string space, string name, params object[] content)
{
    public string Space { get; set; } = space;

    public string Name { get; set; } = name;

    public List<(string Space, string Name, string Value)> Attributes { get; } = [];

    /// <summary>Nodes and texts.</summary>
    public List<object> Content { get; } = [.. content];

    public IEnumerable<Node> Children => Content.OfType<Node>();

    public string? Text => Content is [string text] ? text : null;

    public Node With(string attribute, string value, string space = "")
    {
        Attributes.Add((space, attribute, value));
        return this;
    }

    public Node Copy()
    {
        var copy = new Node(Space, Name);
        copy.Attributes.AddRange(Attributes);
        copy.Content.AddRange(Content.Select(one => one is Node node ? node.Copy() : one));
        return copy;
    }

    /// <summary>All elements with their parents, from the root on.</summary>
    public IEnumerable<(Node Parent, Node Child)> Pairs() => Children.SelectMany(child => child.Pairs().Prepend((this, child)));
}
