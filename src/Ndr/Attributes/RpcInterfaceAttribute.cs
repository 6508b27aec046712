namespace Sekimori.Ndr.Attributes;

/// <summary>
/// Declares an RPC interface. The generator makes of it a client, a server to derive from, and the codecs of its arguments.
/// </summary>
/// <param name="uuid">The interface's UUID.</param>
/// <param name="version">Major and minor version, as "3.0".</param>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class RpcInterfaceAttribute(string uuid, string version) : Attribute
{
    /// <summary>The interface's UUID.</summary>
    public string Uuid { get; } = uuid;

    /// <summary>Major and minor version.</summary>
    public string Version { get; } = version;

    /// <summary>True for an interface that is called in NDR 2.0 only, whatever the client offers, as those of DCOM.</summary>
    public bool Ndr20Only { get; set; }
}
