using System.Text;
using Sekimori.Ndr;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Pdu;
using Sekimori.Rpc.Towers;
using Sekimori.Security.Ciphers;
using Sekimori.Security.Ntlm;
using Sekimori.WsMan.Encryption;

namespace Sekimori.Server.Tests.Documents;

/// <summary>Reads the bytes of docs/exchanges.md with the project's own readers, so that the page shows what the project accepts.</summary>
public class ExchangesTests
{
    private const int Bind = 0, BindAck = 1, Request = 2, Response = 3, Negotiate = 4, Challenge = 5, Authenticate = 6, Get = 7,
        GetResponse = 8;
    private const string Password = "Passw0rd.Doc1";

    // [MS-NLMP] 2.2.1.3: the integrity code follows the version.
    private const int MicOffset = 72, MicSize = 16;

    private readonly ExchangePage _page = ExchangePage.Read();

    [Theory]
    [InlineData(Bind, PduType.Bind)]
    [InlineData(BindAck, PduType.BindAck)]
    [InlineData(Request, PduType.Request)]
    [InlineData(Response, PduType.Response)]
    internal void Each_PDU_has_the_type_and_length_of_its_header(int block, PduType type)
    {
        var bytes = _page.Bytes()[block];
        var header = PduHeader.Read(bytes);
        Assert.Equal((type, bytes.Length), (header.Type, header.FragmentLength));
        Assert.False(new PduView(bytes).HasTrailer);
    }

    [Fact]
    public void The_bind_offers_NDR_and_NDR64_and_the_bind_ack_accepts_NDR64()
    {
        var bytes = _page.Bytes();
        var bind = BindPdu.Read(new PduView(bytes[Bind]).Body, bigEndian: false);
        var ack = BindAckPdu.Read(new PduView(bytes[BindAck]).Body, bigEndian: false);
        Assert.Equal(3, bind.Contexts.Length);
        Assert.All(bind.Contexts, context => Assert.Equal(IEndpointMapper.Info.Id, context.AbstractSyntax));
        Assert.Equal([ContextOutcome.ProviderRejection, ContextOutcome.Acceptance, ContextOutcome.NegotiateAck],
            ack.Results.Select(result => result.Outcome));
        Assert.Equal(Assert.Single(bind.Contexts[1].TransferSyntaxes), ack.Results[1].TransferSyntax);
        Assert.Equal("135", ack.SecondaryAddress);
    }

    [Fact]
    public async Task Our_client_writes_the_request_of_the_page_and_reads_its_response()
    {
        var bytes = _page.Bytes();
        var channel = new PageChannel(bytes[Response][ResponseHeader.StubOffset..]);
        var management = TowerBinding.TryRead(new Tower(bytes[Request].AsMemory(RequestTower, TowerLength)), out var asked) ? asked : null;
        Assert.NotNull(management);
        var answer = await new EndpointMapperClient(channel).EptMapAsync(
            null, management.ToTower(), ContextHandle.Null, 16, TestContext.Current.CancellationToken);
        Assert.Equal((ushort)3, channel.Opnum);
        Assert.Equal(bytes[Request][RequestHeader.StubOffset..], channel.Stub);
        var bindings = answer.Towers.Select(tower => TowerBinding.TryRead(tower!, out var binding) ? binding.ToString() : "");
        Assert.Equal(["ncacn_ip_tcp:127.0.0.15[135]", "ncacn_ip_tcp:127.0.0.15[49152]"], bindings);
        Assert.Equal((0u, ContextHandle.Null), (answer.Status, answer.EntryHandle));
    }

    [Fact]
    public void The_password_of_the_page_gives_the_key_of_its_session()
    {
        var bytes = _page.Bytes();
        var message = AuthenticateMessage.Read(bytes[Authenticate]);
        Assert.Equal("alice", message.User);
        var unsigned = bytes[Authenticate].ToArray();
        unsigned.AsSpan(MicOffset, MicSize).Clear();
        var code = NtlmV2.Mic(SessionKey(), bytes[Negotiate], bytes[Challenge], unsigned);
        Assert.Equal(code, bytes[Authenticate].AsSpan(MicOffset, MicSize).ToArray());
    }

    [Theory]
    [InlineData(Get, 0, true)]
    [InlineData(GetResponse, 1, false)]
    public void The_sealed_messages_decrypt_to_the_envelopes_of_the_page(int block, int envelope, bool fromClient)
    {
        // The heads of the multipart messages are the last HTTP blocks, after the heads of HTTP itself.
        var parts = _page.Http().Where(text => text.StartsWith("--Encrypted Boundary", StringComparison.Ordinal)).ElementAt(envelope);
        byte[] message = [.. Encoding.ASCII.GetBytes(parts), .. _page.Bytes()[block], .. "--Encrypted Boundary--\r\n"u8];
        using var context = new RecordedContext(SessionKey(), fromClient);
        Assert.Null(MessageEncryption.Decrypt(context, message, out var plain));
        Assert.Equal(_page.Envelopes()[envelope], Encoding.UTF8.GetString(plain.Span));
        var head = _page.Http().Where(text => text.Contains("multipart/encrypted", StringComparison.Ordinal)).ElementAt(envelope);
        Assert.Contains($"Content-Length: {message.Length}\r\n", head, StringComparison.Ordinal);
    }

    // Header, allocation hint, context and opnum; then two pointers, the count and the length of the tower, in NDR64.
    private const int RequestTower = RequestHeader.StubOffset + 28;
    private const int TowerLength = 75;

    private byte[] SessionKey()
    {
        var bytes = _page.Bytes();
        var challenge = ChallengeMessage.Read(bytes[Challenge]);
        var message = AuthenticateMessage.Read(bytes[Authenticate]);
        var hash = new byte[Md4.HashSize];
        Md4.HashData(Encoding.Unicode.GetBytes(Password), hash);
        var responseKey = NtlmV2.ResponseKey(hash, message.User, message.Domain);
        var proof = NtlmV2.Proof(responseKey, challenge.ServerChallenge, message.NtResponse.AsSpan(NtlmV2.KeySize));
        Assert.Equal(message.NtResponse[..NtlmV2.KeySize], proof);
        byte[] key = [.. message.EncryptedSessionKey];
        Rc4.Once(NtlmV2.SessionBaseKey(responseKey, proof), key);
        return key;
    }

    private sealed class PageChannel(byte[] response) : IRpcChannel
    {
        public NdrSyntax Syntax => NdrSyntax.Ndr64;

        public ushort Opnum { get; private set; }

        public byte[] Stub { get; private set; } = [];

        public ValueTask<RpcReply> CallAsync(ushort opnum, ReadOnlyMemory<byte> stub, Guid? @object, CancellationToken cancellationToken)
        {
            (Opnum, Stub) = (opnum, stub.ToArray());
            return new(new RpcReply(response, new(Syntax)));
        }
    }
}
