using System.Formats.Asn1;
using System.Text;
using Sekimori.Survey.Directory;

namespace Sekimori.Posture.Tests.Survey.Directory;

/// <summary>The messages of a directory, written by the tests.</summary>
internal static class LdapMessages
{
    /// <summary>An entry with attributes.</summary>
    public static byte[] Entry(int id, params (string Name, string Value)[] attributes) =>
        Message(id, LdapOperation.SearchResultEntry, writer =>
        {
            writer.WriteOctetString("CN=x"u8);
            using (writer.PushSequence())
                foreach (var (name, value) in attributes)
                    using (writer.PushSequence())
                    {
                        writer.WriteOctetString(Encoding.UTF8.GetBytes(name));
                        using (writer.PushSetOf()) writer.WriteOctetString(Encoding.UTF8.GetBytes(value));
                    }
        });

    /// <summary>A computer.</summary>
    public static byte[] Computer(int id, string name, string system = "Windows Server 2022", int control = 4096) =>
        Entry(id, ("dNSHostName", name), ("operatingSystem", system), ("userAccountControl", $"{control}"));

    /// <summary>The end of a search, or a page of it.</summary>
    public static byte[] Done(int id, string cookie = "", int result = 0, string text = "")
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            using (writer.PushSequence(new Asn1Tag(TagClass.Application, (int)LdapOperation.SearchResultDone, true)))
            {
                writer.WriteEncodedValue((byte[])[0x0a, 1, (byte)result]);
                writer.WriteOctetString([]);
                writer.WriteOctetString(Encoding.UTF8.GetBytes(text));
            }

            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0, true)))
            using (writer.PushSequence())
            {
                writer.WriteOctetString(Encoding.ASCII.GetBytes(LdapRequest.PagedControl));
                var page = new AsnWriter(AsnEncodingRules.BER);
                using (page.PushSequence())
                {
                    page.WriteInteger(0);
                    page.WriteOctetString(Encoding.ASCII.GetBytes(cookie));
                }

                writer.WriteOctetString(page.Encode());
            }
        }

        return writer.Encode();
    }

    /// <summary>A bind that is accepted, whatever was sent.</summary>
    public static byte[] Bound(int id) => Message(id, LdapOperation.BindResponse, writer =>
    {
        writer.WriteEncodedValue((byte[])[0x0a, 1, 0]);
        writer.WriteOctetString([]);
        writer.WriteOctetString([]);
    });

    /// <summary>A referral to another directory.</summary>
    public static byte[] Reference(int id) => Message(id, LdapOperation.SearchResultReference,
        writer => writer.WriteOctetString("ldap://elsewhere.example/DC=x"u8));

    private static byte[] Message(int id, LdapOperation operation, Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            using (writer.PushSequence(new Asn1Tag(TagClass.Application, (int)operation, true))) write(writer);
        }

        return writer.Encode();
    }
}
