using Sekimori.Guard;
using Sekimori.Rpc.Framing;
using Sekimori.Rpc.Pdu;
using Sekimori.TestKit;
using Sekimori.Wire;

namespace Sekimori.Rpc.Tests.Pdu;

/// <summary>PDUs of Windows 10 and Windows Server 2016, from captures. Each is read, and written again byte for byte.</summary>
public class PduVectorsTests
{
    // Windows binds the mapper: NDR20, NDR64 and bind-time features.
    private const string Bind = """
        05000b0310000000a000000002000000 d016d0160000000003000000
        000001000883afe11f5dc91191a408002b14a0fa03000000045d888aeb1cc9119fe808002b10486002000000
        010001000883afe11f5dc91191a408002b14a0fa0300000033057171babe37498319b5dbef9ccc3601000000
        020001000883afe11f5dc91191a408002b14a0fa030000002c1cb76c12984045030000000000000001000000
        """;

    private const string BindAck = """
        05000c03100000006c00000002000000 d016d01638370000 040031333500 0000 03000000
        020002000000000000000000000000000000000000000000
        0000000033057171babe37498319b5dbef9ccc3601000000
        030003000000000000000000000000000000000000000000
        """;

    private const string NtlmBind = """
        05000b07100000007800280003000000 d016d016680d000001000000
        01000100a001000000000000c00000000000004600000000045d888aeb1cc9119fe808002b10486002000000
        0a05000000000000 4e544c4d5353500001000000978208e2000000000000000000000000000000000a00614a0000000f
        """;

    private const string Fault = "0500032310000000200000000100000020000000000000000200011c00000000";

    [Fact]
    public void A_bind_of_windows_proposes_two_transfer_syntaxes_and_features()
    {
        var (header, bind) = ReadBind(Bind);
        Assert.Equal(new PduHeader(PduType.Bind, PfcFlags.Whole, 160, 0, 2), header);
        Assert.Equal((5840, 5840, 0u), (bind.MaxTransmitFragment, bind.MaxReceiveFragment, bind.AssociationGroup));
        var mapper = new SyntaxId(new("e1af8308-5d1f-11c9-91a4-08002b14a0fa"), 3, 0);
        Assert.All(bind.Contexts, context => Assert.Equal(mapper, context.AbstractSyntax));
        Assert.Equal([SyntaxId.Ndr20], bind.Contexts[0].TransferSyntaxes);
        Assert.Equal([SyntaxId.Ndr64], bind.Contexts[1].TransferSyntaxes);
        Assert.True(BindTimeFeatureSyntax.TryRead(bind.Contexts[2].TransferSyntaxes[0], out var features));
        Assert.Equal(BindTimeFeatures.All, features);
    }

    [Fact]
    public void A_bind_ack_of_windows_chooses_ndr64_and_acknowledges_the_features()
    {
        var bytes = Hex.Bytes(BindAck);
        var ack = BindAckPdu.Read(bytes.AsSpan(PduHeader.Size), bigEndian: false);
        Assert.Equal("135", ack.SecondaryAddress);
        Assert.Equal(0x3738u, ack.AssociationGroup);
        Assert.Equal(
            [ContextResult.Reject(ContextReason.TransferSyntaxesNotSupported), ContextResult.Accept(SyntaxId.Ndr64),
            ContextResult.Negotiate(BindTimeFeatures.All)], ack.Results);
    }

    [Theory]
    [InlineData(Bind)]
    [InlineData(BindAck)]
    [InlineData(NtlmBind)]
    [InlineData(Fault)]
    public void What_windows_wrote_is_written_byte_for_byte(string hex)
    {
        var bytes = Hex.Bytes(hex);
        var header = PduHeader.Read(bytes);
        Assert.True(Fragment.TryCut(bytes, header, PduHeader.Size, out var fragment));
        var writer = new ByteWriter(stackalloc byte[64]);
        writer.WriteZeros(PduHeader.Size);
        switch (header.Type)
        {
            case PduType.Bind:
                BindPdu.Read(fragment.Body, false).Write(ref writer);
                break;
            case PduType.BindAck:
                BindAckPdu.Read(fragment.Body, false).Write(ref writer);
                break;
            default:
                FaultPdu.Read(fragment.Body, false).Write(ref writer);
                break;
        }

        if (fragment.HasTrailer)
        {
            fragment.Trailer.Write(ref writer);
            writer.WriteBytes(fragment.Token);
        }

        header.Write(writer.WrittenMutable);
        Assert.Equal(Hex.Text(bytes), Hex.Text(writer.Written));
    }

    [Fact]
    public void A_security_trailer_stands_before_its_token()
    {
        var bytes = Hex.Bytes(NtlmBind);
        Assert.True(Fragment.TryCut(bytes, PduHeader.Read(bytes), 24, out var fragment));
        Assert.Equal(new SecurityTrailer(AuthenticationType.Ntlm, ProtectionLevel.Integrity, 0, 0), fragment.Trailer);
        Assert.Equal("4e544c4d53535000", Hex.Text(fragment.Token[..8]));
        Assert.True(PduHeader.Read(bytes).Flags.HasFlag(PfcFlags.SupportHeaderSign));
    }

    [Fact]
    public void A_request_with_an_object_has_its_stub_behind_it()
    {
        // The start of IRemoteSCMActivator's RemoteCreateInstance on an IPID, flags 0x83.
        var bytes = Hex.Bytes("05000083100000003000000003000000 00000000 0100 0300 c4fefc9960521b10bbcb00aa0021347a 0102030405060708");
        var reader = new ByteReader(bytes.AsSpan(PduHeader.Size));
        var request = RequestHeader.Read(ref reader, PduHeader.Read(bytes).Flags);
        Assert.Equal(new RequestHeader(0, 1, 3, new Guid("99fcfec4-5260-101b-bbcb-00aa0021347a")), request);
        Assert.Equal("0102030405060708", Hex.Text(reader.Rest));
    }

    [Fact]
    public void A_big_endian_header_is_read_in_its_own_order()
    {
        var header = PduHeader.Read(Hex.Bytes("05000003 00000000 0018 0000 00000776"));
        Assert.Equal(new PduHeader(PduType.Request, PfcFlags.Whole, 24, 0, 0x776, BigEndian: true), header);
    }

    [Fact]
    public void A_bind_nak_is_24_bytes_and_names_version_5_0()
    {
        var writer = new ByteWriter(stackalloc byte[BindNakPdu.WholeSize]);
        writer.WriteZeros(PduHeader.Size);
        new BindNakPdu(BindNakReason.ProtocolVersionNotSupported).Write(ref writer);
        new PduHeader(PduType.BindNak, PfcFlags.Whole, (ushort)writer.Position, 0, 0x776).Write(writer.WrittenMutable);
        Assert.Equal("05000d03100000001800000076070000" + "0400010500000000", Hex.Text(writer.Written));
    }

    [Theory]
    [InlineData(8, "auth_length reaches into the header")]
    [InlineData(0xffff, "auth_length is longer than the PDU")]
    public void A_token_that_does_not_fit_is_refused(ushort authLength, string why)
    {
        var bytes = Hex.Bytes("05000b03100000001c00000000000000d016d0160000000000000000");
        BitConverter.TryWriteBytes(bytes.AsSpan(10), authLength);
        Assert.False(Fragment.TryCut(bytes, PduHeader.Read(bytes), 24, out _), why);
    }

    [Fact]
    public void Truncated_anywhere_a_bind_is_a_named_fact()
    {
        var body = Hex.Bytes(Bind)[PduHeader.Size..];
        // A count of 3 contexts: every cut loses part of one. What is left of a body without contexts is read.
        for (var length = 0; length < body.Length; length++)
        {
            var cut = body[..length];
            Assert.Throws<MalformedException>(() => BindPdu.Read(cut, false));
        }
    }

    private static (PduHeader Header, BindPdu Bind) ReadBind(string hex)
    {
        var bytes = Hex.Bytes(hex);
        return (PduHeader.Read(bytes), BindPdu.Read(bytes.AsSpan(PduHeader.Size), false));
    }
}
