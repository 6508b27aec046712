namespace Sekimori.Security.Kerberos;

/// <summary>GSSAPI denied a credential or a name. Never leaves this folder.</summary>
internal sealed class GssException(RefusalReason reason, string message) : Exception(message)
{
    public GssException(uint major, uint minor)
        : this(GssStatus.Reason(major, minor), GssStatus.Describe(major, minor))
    {
    }

    public RefusalReason Reason => reason;
}
