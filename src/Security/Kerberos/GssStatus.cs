using System.Text;

namespace Sekimori.Security.Kerberos;

/// <summary>What GSSAPI's status numbers mean (RFC 2744 3.9.1), and MIT's below them.</summary>
internal static unsafe class GssStatus
{
    public const uint Complete = 0, ContinueNeeded = 1;

    // Supplementary bits: reported beside success.
    private const uint DuplicateToken = 1 << 1, OldToken = 1 << 2, UnsequencedToken = 1 << 3, GapToken = 1 << 4;

    private const uint BadBindings = 4 << 16, BadSignature = 6 << 16, NoCredential = 7 << 16, DefectiveToken = 9 << 16,
        CredentialsExpired = 11 << 16, ContextExpired = 12 << 16;

    // ERROR_TABLE_BASE_krb5: a Kerberos error number (RFC 4120 7.5.9) is this and the number.
    private const int KerberosErrors = -1765328384;

    public static bool IsError(uint major) => (major & 0xffff_0000) != 0;

    /// <summary>Why a step of a handshake failed.</summary>
    public static RefusalReason Reason(uint major, uint minor) => unchecked((int)minor - KerberosErrors) switch
    {
        32 or 11 => RefusalReason.Expired, // KRB_AP_ERR_TKT_EXPIRED; KDC_ERR_NEVER_VALID has 11
        34 => RefusalReason.Replayed, // KRB_AP_ERR_REPEAT
        37 or 33 => RefusalReason.ClockSkew, // KRB_AP_ERR_SKEW, KRB_AP_ERR_TKT_NYV
        // KRB_AP_ERR_NOT_US, KRB_AP_ERR_BADMATCH, KDC_ERR_S_PRINCIPAL_UNKNOWN, KRB5KRB_AP_WRONG_PRINC
        35 or 36 or 7 or 213 => RefusalReason.WrongTarget,
        31 or 41 or 50 => RefusalReason.BadSignature, // KRB_AP_ERR_BAD_INTEGRITY, KRB_AP_ERR_MODIFIED, KRB_AP_ERR_INAPP_CKSUM
        14 => RefusalReason.TooWeak, // KDC_ERR_ETYPE_NOSUPP
        24 or 25 => RefusalReason.WrongPassword, // KDC_ERR_PREAUTH_FAILED, KDC_ERR_PREAUTH_REQUIRED
        6 => RefusalReason.UnknownAccount, // KDC_ERR_C_PRINCIPAL_UNKNOWN
        18 => RefusalReason.Disabled, // KDC_ERR_CLIENT_REVOKED
        _ => (major & 0xffff_0000) switch
        {
            BadBindings => RefusalReason.WrongChannel,
            BadSignature => RefusalReason.BadSignature,
            NoCredential => RefusalReason.Unavailable,
            DefectiveToken => RefusalReason.Malformed,
            CredentialsExpired or ContextExpired => RefusalReason.Expired,
            _ when (major & DuplicateToken) != 0 => RefusalReason.Replayed,
            _ => RefusalReason.Failed,
        },
    };

    /// <summary>Why a message is not trustworthy; null if it is.</summary>
    public static RefusalReason? MessageReason(uint major) => major switch
    {
        Complete => null,
        _ when (major & (DuplicateToken | OldToken)) != 0 => RefusalReason.Replayed,
        _ when (major & (UnsequencedToken | GapToken)) != 0 => RefusalReason.OutOfOrder,
        _ when (major & 0xffff_0000) == ContextExpired => RefusalReason.Expired,
        _ => RefusalReason.BadSignature,
    };

    /// <summary>MIT's own words.</summary>
    public static string Describe(uint major, uint minor)
    {
        const int generic = 1, mechanism = 2;
        var words = Describe(minor, mechanism);
        return words.Length > 0 && minor != 0 ? words : Describe(major, generic);
    }

    private static string Describe(uint status, int kind)
    {
        uint more = 0;
        var text = new StringBuilder();
        do
        {
            if (IsError(Gssapi.DisplayStatus(out _, status, kind, GssOids.Kerberos, ref more, out var part))) break;
            if (text.Length > 0) text.Append("; ");
            text.Append(Encoding.UTF8.GetString(part.Span));
            Gssapi.ReleaseBuffer(out _, ref part);
        }
        while (more != 0 && text.Length < 1000);
        return text.ToString();
    }
}
