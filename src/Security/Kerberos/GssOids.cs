using System.Runtime.InteropServices;

namespace Sekimori.Security.Kerberos;

/// <summary>Object identifiers in native memory, as GSSAPI needs them; never freed.</summary>
internal static unsafe class GssOids
{
    /// <summary>1.2.840.113554.1.2.2, Kerberos.</summary>
    public static readonly GssOid* Kerberos = Make([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02]);

    /// <summary>1.2.840.113554.1.2.2.1, GSS_KRB5_NT_PRINCIPAL_NAME: a name unchanged, without asking DNS.</summary>
    public static readonly GssOid* PrincipalName = Make([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02, 0x01]);

    /// <summary>1.2.840.113554.1.2.2.5.5, GSS_C_INQ_SSPI_SESSION_KEY: the key and, in a second buffer, its type.</summary>
    public static readonly GssOid* SessionKey = Make([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02, 0x05, 0x05]);

    /// <summary>
    /// 1.2.752.43.13.29, GSS_KRB5_CRED_NO_CI_FLAGS_X: a credential whose contexts request confidentiality and integrity only on demand.
    /// </summary>
    public static readonly GssOid* NoForcedProtection = Make([0x2a, 0x85, 0x70, 0x2b, 0x0d, 0x1d]);

    /// <summary>
    /// 1.2.840.113554.1.2.2.5.14, GSS_KRB5_GET_CRED_IMPERSONATOR: the service that a credential lets act for its owner; none for a
    /// ticket-granting ticket that the owner has forwarded.
    /// </summary>
    public static readonly GssOid* Impersonator = Make([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02, 0x05, 0x0e]);

    /// <summary>1.2.840.113554.1.2.2.5.1, GSS_KRB5_GET_TKT_FLAGS: the flags of a context's ticket (RFC 4120 5.3).</summary>
    public static readonly GssOid* TicketFlags = Make([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02, 0x05, 0x01]);

    /// <summary>A set with Kerberos only.</summary>
    public static readonly GssOidSet* KerberosAlone = MakeSet();

    private static GssOid* Make(ReadOnlySpan<byte> encoded)
    {
        var oid = (GssOid*)NativeMemory.Alloc((nuint)(sizeof(GssOid) + encoded.Length));
        oid->Length = (uint)encoded.Length;
        oid->Elements = (byte*)(oid + 1);
        encoded.CopyTo(new Span<byte>(oid->Elements, encoded.Length));
        return oid;
    }

    private static GssOidSet* MakeSet()
    {
        var set = (GssOidSet*)NativeMemory.Alloc((nuint)sizeof(GssOidSet));
        set->Count = 1;
        set->Elements = Kerberos;
        return set;
    }
}
