namespace Sekimori.WsMan.Addressing;

/// <summary>
/// One selector: a key of the instance that is meant ([DSP0226] 5.1.2.2). Names are compared without case ([MS-WSMV] 3.1.4.1.2).
/// </summary>
/// <param name="Name">The key's name.</param>
/// <param name="Value">Its value as text; empty if it is a reference.</param>
/// <param name="Reference">Its value, where the key refers to another instance.</param>
public sealed record Selector(string Name, string Value, EndpointReference? Reference = null)
{
    /// <summary>"name=value"; of a reference the resource with its selectors in brackets.</summary>
    public override string ToString() =>
        Reference is null ? $"{Name}={Value}" : $"{Name}={Reference.ResourceUri}({string.Join(", ", Reference.Selectors)})";
}
