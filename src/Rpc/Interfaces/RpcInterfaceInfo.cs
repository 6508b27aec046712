namespace Sekimori.Rpc.Interfaces;

/// <summary>What is known of an RPC interface without calling it: for binding, for the guard, for logs.</summary>
/// <param name="Name">The interface's name.</param>
/// <param name="Id">UUID and version.</param>
/// <param name="Operations">The name of each operation, by opnum; null if an opnum is not declared.</param>
public sealed record RpcInterfaceInfo(string Name, SyntaxId Id, IReadOnlyList<string?> Operations)
{
    /// <summary>True if no transfer syntax but NDR 2.0 is agreed on for it: the interfaces of DCOM ([MS-DCOM] 2.2).</summary>
    public bool IsNdr20Only { get; init; }

    /// <summary>The name of an operation for people; its number if it has no name.</summary>
    /// <param name="opnum">The operation's number.</param>
    public string NameOf(int opnum) =>
        opnum < Operations.Count && Operations[opnum] is { } name ? name : FormattableString.Invariant($"opnum {opnum}");
}
