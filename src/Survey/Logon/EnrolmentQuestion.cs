using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Sekimori.Client.Rpc;
using Sekimori.Guard;
using Sekimori.Posture.Facts;
using Sekimori.Rpc;
using Sekimori.Wire;

namespace Sekimori.Survey.Logon;

/// <summary>
/// Whether a certification authority takes calls at level connect: CertServerRequest for an authority that nobody is, without a request
/// ([MS-ICPR] 3.2.4.1.1). An authority that demands encryption denies first; one that does not looks for the name, and issues nothing.
/// </summary>
internal sealed class EnrolmentQuestion(string host, SurveyOptions options, LogonOptions logon, HostFacts facts)
{
    /// <summary>ICertPassage.</summary>
    public const string Interface = "91ae6020-9e3c-11cf-8d7c-00aa00c091be";

    private const ushort CertServerRequest = 0;

    // E_ACCESSDENIED, as the specification and as Windows has it.
    private const uint Denied = 0x80000009, DeniedByWindows = 0x80070005;

    /// <summary>Asks each port that serves it.</summary>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        foreach (var fact in facts.Of(FactId.RpcEndpoint).Concat(facts.Of(FactId.RpcInterface)).DistinctBy(fact => fact.Subject).ToList())
            if (fact.Subject.Split('/') is [var port, Interface])
                await AskAsync(port == "135" ? options.MapperPort : int.Parse(port, CultureInfo.InvariantCulture), port,
                    cancellationToken).ConfigureAwait(false);
    }

    private async Task AskAsync(int number, string port, CancellationToken cancellationToken)
    {
        try
        {
            var (client, channel) = await RpcClient.ConnectAsync(new RpcBinding(host, number), new SyntaxId(new(Interface), 0, 0),
                new RpcClientOptions
                {
                    Security = logon.Initiator, Level = ProtectionLevel.Connect, TransferSyntaxes = [SyntaxId.Ndr20],
                    ConnectTimeout = options.ConnectTimeout, BindTimeout = options.AnswerTimeout, CallTimeout = options.AnswerTimeout,
                }, cancellationToken).ConfigureAwait(false);
            await using (client.ConfigureAwait(false))
            {
                var reply = await channel.CallAsync(CertServerRequest, Stub(), null, cancellationToken).ConfigureAwait(false);
                if (reply.Stub.Length < 4) throw new MalformedException(Malformed.Truncated, "an answer without a status");
                var status = BinaryPrimitives.ReadUInt32LittleEndian(reply.Stub.Span[^4..]);
                Add(FactId.Enrolment, port, status is Denied or DeniedByWindows ? "denied" : $"answered 0x{status:x8}");
            }
        }
        catch (RpcFaultException fault) when (fault.Status == RpcStatus.AccessDenied)
        {
            Add(FactId.Enrolment, port, "denied");
        }
        catch (Exception failure) when (RpcTrouble.IsExpected(failure))
        {
            Add(FactId.Trouble, port, $"enrolment: {failure.Message}");
        }
    }

    // No flags, a name, no request number, no attributes, no request.
    private static byte[] Stub()
    {
        const string name = "sekimori-audit";
        var writer = new ByteWriter([]);
        try
        {
            foreach (var word in (uint[])[0, 0x20000, (uint)name.Length + 1, 0, (uint)name.Length + 1]) writer.WriteUInt32(word);
            writer.WriteBytes(Encoding.Unicode.GetBytes(name + "\0"));
            while (writer.Written.Length % 4 != 0) writer.WriteZeros(1);
            foreach (var word in (uint[])[0, 0, 0, 0, 0]) writer.WriteUInt32(word);
            return writer.Written.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }

    private void Add(string id, string subject, string value) => facts.Add(new Fact(id, subject, value, FactSource.Logon));
}
