using Sekimori.Client.Dcom;
using Sekimori.Client.Rpc;
using Sekimori.Dcom;
using Sekimori.Guard;
using Sekimori.Posture.Facts;
using Sekimori.Rpc;
using Sekimori.Rpc.Orpc;
using Sekimori.Security.Credentials;

namespace Sekimori.Survey.Logon;

/// <summary>
/// Whether DCOM activates at level connect: RemoteCreateInstance for a class that nobody has ([MS-DCOM] 3.1.2.5.2.3.3). A host that
/// protects activation denies before it looks the class up (KB5004442); nothing is activated either way.
/// </summary>
internal sealed class ActivationQuestion(string host, SurveyOptions options, Credential credential, HostFacts facts)
{
    // IUnknown.
    private static readonly Guid Unknown = new("00000000-0000-0000-c000-000000000046");

    /// <summary>Asks.</summary>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        var client = new DcomClient(host, credential, new RpcClientOptions
        {
            Level = ProtectionLevel.Connect, ConnectTimeout = options.ConnectTimeout, BindTimeout = options.AnswerTimeout,
            CallTimeout = options.AnswerTimeout,
        }, options.MapperPort);
        await using var close = client.ConfigureAwait(false);
        if (await AskAsync(client, cancellationToken).ConfigureAwait(false) is { } answer)
            facts.Add(new Fact(FactId.Activation, "135", answer, FactSource.Logon));
    }

    private async Task<string?> AskAsync(DcomClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.ActivateAsync(Guid.NewGuid(), Unknown, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (ComException refused)
        {
            return refused.Status == ComStatus.ClassNotRegistered ? "class not registered" : $"status 0x{refused.Status:x8}";
        }
        catch (RpcFaultException fault) when (fault.Status == RpcStatus.AccessDenied)
        {
            return "denied";
        }
        catch (Exception failure) when (RpcTrouble.IsExpected(failure))
        {
            facts.Add(new Fact(FactId.Trouble, "135", $"activation: {failure.Message}", FactSource.Logon));
            return null;
        }
    }
}
