using System.Formats.Asn1;
using Sekimori.Observations;
using Sekimori.Security;
using Sekimori.Security.Kerberos;
using Sekimori.Security.Ntlm;

namespace Sekimori.Capture.Logons;

/// <summary>
/// The token of an authentication in which someone says who they are: NTLM's AUTHENTICATE message, or a Kerberos AP-REQ. It is looked for
/// wherever it may be packed; what it says is read by the views that a server reads it by.
/// </summary>
internal sealed class Token
{
    /// <summary>SPNEGO nests six deep; the rest is for frames in frames.</summary>
    private const int DepthLimit = 12;

    /// <summary>Bytes of a name: names of Windows end at 256 characters.</summary>
    private const int NameLimit = 512;

    private static readonly Asn1Tag Framing = new(TagClass.Application, 0, isConstructed: true),
        Request = new(TagClass.Application, 14, isConstructed: true);

    /// <summary>Makes a token with this content.</summary>
    public Token(LogonClaim claim)
    {
        (Scheme, Account) = (claim.Scheme, claim.Account);
        LogonFacts.Add(Facts, claim.Computer, claim.ResponseLength, claim.Realm, claim.Target, claim.HasChannelBindings,
            claim.HasIntegrityCode);
    }

    public string Scheme { get; }

    /// <summary>"DOMAIN\user"; empty for an anonymous logon and for Kerberos, where the name is inside the ticket.</summary>
    public string Account { get; }

    public FactSet Facts { get; } = new();

    /// <summary>Finds such a token in the bytes of a handshake, raw or in SPNEGO; null if there is none.</summary>
    public static Token? TryRead(ReadOnlySpan<byte> bytes)
    {
        var ntlm = bytes.IndexOf(NtlmAuthenticateView.Signature);
        if (ntlm >= 0) return NtlmAuthenticateView.TryRead(bytes[ntlm..], out var message) ? new(message.ToClaim(NameLimit)) : null;
        return TryFindRequest(bytes, DepthLimit, out var request) ? new(request.ToClaim()) : null;
    }

    /// <summary>Looks for an AP-REQ, into whatever is constructed and into octet strings that hold a token.</summary>
    private static bool TryFindRequest(ReadOnlySpan<byte> bytes, int depth, out ApRequestView found)
    {
        found = default;
        for (var rest = bytes; depth > 0; bytes = rest)
        {
            if (!BerView.TryNext(ref rest, out var tag, out var content)) return false;
            if (tag.HasSameClassAndValue(Request)) return ApRequestView.TryRead(bytes, out found);
            if (tag.HasSameClassAndValue(Asn1Tag.ObjectIdentifier))
            {
                // The mechanism's id, then two bytes that tell which token follows (RFC 4121 4.1).
                if (rest.Length > 2 && rest[0] == 1 && rest[1] == 0) rest = rest[2..];
                continue;
            }
            var isFrame = tag.HasSameClassAndValue(Framing) || tag.HasSameClassAndValue(Asn1Tag.PrimitiveOctetString);
            if ((isFrame || tag.IsConstructed) && TryFindRequest(content, depth - 1, out found)) return true;
        }
        return false;
    }
}
