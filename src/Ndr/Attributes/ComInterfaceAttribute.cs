namespace Sekimori.Ndr.Attributes;

/// <summary>
/// Declares a COM interface, which is called by ORPC ([MS-DCOM] 3.1.1.5.4). The generator makes of it a client and a server to derive from,
/// as of <see cref="RpcInterfaceAttribute"/>, and adds ORPCTHIS before the arguments and ORPCTHAT before the results. Its operations have
/// opnums from 3 on; those of an interface that it extends come first, as in C#. Each returns an HRESULT, alone or as last member of a
/// record. It is called in NDR 2.0 only ([MS-DCOM] 2.2).
/// </summary>
/// <param name="iid">The interface's identifier.</param>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class ComInterfaceAttribute(string iid) : Attribute
{
    /// <summary>The interface's identifier.</summary>
    public string Iid { get; } = iid;
}
