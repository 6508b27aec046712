namespace Sekimori.Security.Kerberos;

/// <summary>GSSAPI denied a credential or a name. Never leaves this folder.</summary>
internal sealed class GssException(uint major, uint minor) : Exception(GssStatus.Describe(major, minor))
{
    public RefusalReason Reason { get; } = GssStatus.Reason(major, minor);
}
