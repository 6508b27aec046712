using Sekimori.Ndr.Attributes;

namespace Sekimori.Rpc.Orpc;

/// <summary>COMVERSION ([MS-DCOM] 2.2.11): the version of the DCOM protocol.</summary>
/// <param name="Major">Major version.</param>
/// <param name="Minor">Minor version.</param>
[NdrStruct]
public readonly partial record struct ComVersion(ushort Major, ushort Minor)
{
    /// <summary>The version of this implementation, 5.7.</summary>
    public static ComVersion Own { get; } = new(5, 7);

    /// <summary>True if a peer of this version can be served: the same major version, and no later minor version ([MS-DCOM] 1.7).</summary>
    public bool IsServed => Major == Own.Major && Minor <= Own.Minor;
}
