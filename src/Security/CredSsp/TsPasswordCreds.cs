using System.Formats.Asn1;
using System.Text;

namespace Sekimori.Security.CredSsp;

/// <summary>
/// TSCredentials with TSPasswordCreds ([MS-CSSP] 2.2.1.2, 2.2.1.2.1): what a CredSSP client delegates. A class and not a record, so that
/// nothing prints its content.
/// </summary>
internal sealed class TsPasswordCreds(string domain, string user, string password)
{
    private const int PasswordType = 1;

    public string Domain { get; } = domain;

    public string User { get; } = user;

    public string Password { get; } = password;

    /// <summary>Reads the structure; null if the credentials are of another kind.</summary>
    /// <exception cref="AsnContentException">It is no such structure.</exception>
    public static TsPasswordCreds? Read(ReadOnlyMemory<byte> bytes)
    {
        var outer = new AsnReader(bytes, AsnEncodingRules.BER).ReadSequence();
        if (!outer.ReadSequence(Tag(0)).TryReadInt32(out var type) || type != PasswordType) return null;
        var fields = new AsnReader(outer.ReadSequence(Tag(1)).ReadOctetString(), AsnEncodingRules.BER).ReadSequence();
        return new TsPasswordCreds(Text(fields, 0), Text(fields, 1), Text(fields, 2));
    }

    /// <summary>The structure's bytes.</summary>
    public byte[] ToArray()
    {
        var inner = new AsnWriter(AsnEncodingRules.DER);
        using (inner.PushSequence())
        {
            foreach (var (number, text) in new[] { (0, Domain), (1, User), (2, Password) })
            {
                using (inner.PushSequence(Tag(number))) inner.WriteOctetString(Encoding.Unicode.GetBytes(text));
            }
        }

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(Tag(0))) writer.WriteInteger(PasswordType);
            using (writer.PushSequence(Tag(1))) writer.WriteOctetString(inner.Encode());
        }

        return writer.Encode();
    }

    private static string Text(AsnReader fields, int number) =>
        Encoding.Unicode.GetString(fields.ReadSequence(Tag(number)).ReadOctetString());

    private static Asn1Tag Tag(int number) => new(TagClass.ContextSpecific, number, isConstructed: true);
}
