using System.Buffers.Binary;
using System.Text;
using Sekimori.Guard.Observations;

namespace Sekimori.Capture.Logons;

/// <summary>The token of an authentication in which someone says who they are: NTLM's AUTHENTICATE message, or a Kerberos AP-REQ.</summary>
internal sealed class Token
{
    public required string Scheme { get; init; }

    /// <summary>"DOMAIN\user"; empty for an anonymous logon and for Kerberos, where the name is inside the ticket.</summary>
    public string Account { get; init; } = "";

    public FactSet Facts { get; } = new();

    /// <summary>Finds such a token in what a handshake carries, raw or in SPNEGO; null where there is none.</summary>
    public static Token? TryRead(ReadOnlySpan<byte> bytes)
    {
        var ntlm = bytes.IndexOf("NTLMSSP\0"u8);
        return ntlm >= 0 ? ReadNtlm(bytes[ntlm..]) : KerberosToken.TryRead(bytes);
    }

    /// <summary>AUTHENTICATE_MESSAGE, [MS-NLMP] 2.2.1.3.</summary>
    private static Token? ReadNtlm(ReadOnlySpan<byte> message)
    {
        if (message.Length < 64 || BinaryPrimitives.ReadUInt32LittleEndian(message[8..]) != 3) return null;
        var isUnicode = (message[60] & 1) != 0;
        string domain = Text(message, 28, isUnicode), user = Text(message, 36, isUnicode), computer = Text(message, 44, isUnicode);
        var token = new Token { Scheme = "NTLM", Account = user.Length == 0 && domain.Length == 0 ? "" : domain.Length == 0 ? user : $@"{domain}\{user}" };
        if (computer.Length > 0) token.Facts.Add(Fact.Computer, computer);
        var response = Field(message, 20);
        token.Facts.Add(Fact.ResponseLength, response.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (response.Length >= 44) token.ReadTargetInformation(response[44..]);
        return token;
    }

    /// <summary>The AV_PAIRs inside an NTLMv2 response, [MS-NLMP] 2.2.2.1 and 2.2.2.7.</summary>
    private void ReadTargetInformation(ReadOnlySpan<byte> pairs)
    {
        bool hasBindings = false, hasCode = false;
        while (pairs.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(pairs), length = BinaryPrimitives.ReadUInt16LittleEndian(pairs[2..]);
            if (id == 0 || 4 + length > pairs.Length) break;
            var value = pairs.Slice(4, length);
            if (id == 6 && length >= 4) hasCode = (value[0] & 2) != 0;
            if (id == 9 && length > 0) Facts.Add(Fact.Target, Encoding.Unicode.GetString(value));
            if (id == 10) hasBindings = value.ContainsAnyExcept((byte)0);
            pairs = pairs[(4 + length)..];
        }
        Facts.Add(Fact.ChannelBindings, hasBindings ? "true" : "false");
        Facts.Add(Fact.IntegrityCode, hasCode ? "true" : "false");
    }

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> message, int at)
    {
        int length = BinaryPrimitives.ReadUInt16LittleEndian(message[at..]);
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(message[(at + 4)..]);
        return offset <= message.Length && length <= message.Length - (int)offset ? message.Slice((int)offset, length) : default;
    }

    private static string Text(ReadOnlySpan<byte> message, int at, bool isUnicode)
    {
        var bytes = Field(message, at);
        if (bytes.Length > 512) bytes = bytes[..512]; // names of Windows end at 256 characters
        return isUnicode ? Encoding.Unicode.GetString(bytes) : Encoding.Latin1.GetString(bytes);
    }
}
