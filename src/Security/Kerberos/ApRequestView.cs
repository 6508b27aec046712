using System.Formats.Asn1;
using System.Text;

namespace Sekimori.Security.Kerberos;

/// <summary>
/// The parts of an AP-REQ (RFC 4120 5.5.1) that GSSAPI does not report: how its ticket is encrypted, and the service and realm that it
/// names. Nothing signs those names: services that share a key can be distinguished only as long as nobody changes them. It lies where it
/// was received; acceptor and passive observer read by it.
/// </summary>
internal readonly ref struct ApRequestView
{
    private static readonly Asn1Tag Framing = new(TagClass.Application, 0, isConstructed: true),
        Request = new(TagClass.Application, 14, isConstructed: true),
        Ticket = new(TagClass.Application, 1, isConstructed: true);

    private readonly ReadOnlySpan<byte> _realm, _components;

    private ApRequestView(ReadOnlySpan<byte> bare, int keyType, ReadOnlySpan<byte> realm, ReadOnlySpan<byte> components)
    {
        Bare = bare;
        KeyType = keyType;
        _realm = realm;
        _components = components;
    }

    /// <summary>The request without GSSAPI's framing.</summary>
    public ReadOnlySpan<byte> Bare { get; }

    /// <summary>The type of the key that the ticket is encrypted with; 18 is AES-256 (RFC 3962).</summary>
    public int KeyType { get; }

    /// <summary>The realm of the service.</summary>
    public string Realm => Encoding.UTF8.GetString(_realm);

    /// <summary>The first part of the ticket's service name: "host", "HTTP".</summary>
    public string Service
    {
        get
        {
            var rest = _components;
            return BerView.TryNext(ref rest, out _, out var first) ? Encoding.UTF8.GetString(first) : "";
        }
    }

    /// <summary>The ticket's service name as people write it: "host/dc1.lab.test".</summary>
    public string Target
    {
        get
        {
            var name = new StringBuilder();
            var rest = _components;
            while (BerView.TryNext(ref rest, out _, out var part))
                name.Append(name.Length > 0 ? "/" : "").Append(Encoding.UTF8.GetString(part));
            return name.ToString();
        }
    }

    /// <summary>The client's claims: the owner of the ticket is inside, its target outside.</summary>
    public LogonClaim ToClaim() => new("Kerberos") { Realm = Realm, Target = Target };

    /// <summary>Reads a token.</summary>
    /// <param name="token">With GSSAPI's framing (RFC 4121 4.1), or bare as DCE style has it.</param>
    /// <param name="view">The request.</param>
    /// <returns>False if it is not an AP-REQ.</returns>
    public static bool TryRead(ReadOnlySpan<byte> token, out ApRequestView view)
    {
        view = default;
        var bare = token;
        // The mechanism's identifier and TOK_ID precede the request.
        if (BerView.TryEnter(token, Framing, out var framed))
        {
            if (!BerView.TryNext(ref framed, out var tag, out _) || tag != Asn1Tag.ObjectIdentifier || framed.Length < 2) return false;
            bare = framed[2..];
        }
        if (!TrySequence(bare, Request, out var request) || !BerView.TryField(request, 3, out var sent)
            || !TrySequence(sent, Ticket, out var ticket)) return false;
        if (!BerView.TryField(ticket, 1, out var realm) || !BerView.TryNext(ref realm, out _, out var realmText)) return false;
        if (!TryInner(ticket, 2, out var name) || !TryInner(name, 1, out var components)) return false;
        if (!TryInner(ticket, 3, out var encrypted) || !BerView.TryField(encrypted, 0, out var keyType)
            || !TryNumber(keyType, out var number)) return false;
        view = new(bare, number, realmText, components);
        return true;
    }

    // [APPLICATION n] around a SEQUENCE.
    private static bool TrySequence(ReadOnlySpan<byte> element, Asn1Tag wanted, out ReadOnlySpan<byte> fields)
    {
        fields = default;
        return BerView.TryEnter(element, wanted, out var content) && BerView.TryEnter(content, Asn1Tag.Sequence, out fields);
    }

    // A field that is a SEQUENCE.
    private static bool TryInner(ReadOnlySpan<byte> fields, int number, out ReadOnlySpan<byte> inner)
    {
        inner = default;
        return BerView.TryField(fields, number, out var content) && BerView.TryEnter(content, Asn1Tag.Sequence, out inner);
    }

    private static bool TryNumber(ReadOnlySpan<byte> element, out int number)
    {
        number = 0;
        if (!BerView.TryEnter(element, Asn1Tag.Integer, out var octets) || octets.Length is 0 or > 4) return false;
        number = (sbyte)octets[0];
        foreach (var octet in octets[1..]) number = number << 8 | octet;
        return true;
    }
}
