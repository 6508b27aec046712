namespace Sekimori.Rpc.Association;

/// <summary>
/// Which Windows version a server answers as, in the few places where they differ on the wire; docs/interop-rpc.md lists them.
/// </summary>
internal enum WindowsGeneration
{
    /// <summary>
    /// Windows Server 2012 R2 and its kin: authentication padding of a bind, alter_context or auth3 may claim all behind its fixed fields.
    /// </summary>
    Server2012R2,

    /// <summary>
    /// Windows Server 2022 and later: such padding is rejected, and a bind without contexts gets the reason that its version is not
    /// supported.
    /// </summary>
    Server2022,
}
