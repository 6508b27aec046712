using Sekimori.Client.Rpc;
using Sekimori.Guard;
using Sekimori.Posture.Facts;
using Sekimori.Rpc;
using Sekimori.Security;
using Sekimori.Security.Credentials;

namespace Sekimori.Survey.Logon;

/// <summary>
/// Whether the host lets a correct NTLMv1 logon in. First the same call with NTLMv2, to compare with, which also sets the account's count
/// of failed logons back.
/// </summary>
internal sealed class OldNtlmQuestion(string host, SurveyOptions options, LogonOptions logon, HostFacts facts)
{
    /// <summary>True if the credential is a password.</summary>
    public static bool CanAsk(LogonOptions logon) => logon.Credential is PasswordCredential;

    /// <summary>Asks; the place for a failed logon is given back where none was needed.</summary>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        var user = (PasswordCredential)logon.Credential;
        var now = await LogsOnAsync(logon.Initiator, cancellationToken).ConfigureAwait(false);
        var old = now == true ? await LogsOnAsync(new OldNtlmInitiator(user), cancellationToken).ConfigureAwait(false) : null;
        // What was not answered may have failed.
        if (now != true || old == true) logon.Gate.ReturnFailure();
        if (old is { } isAccepted)
            facts.Add(new Fact(FactId.OldNtlm, "135", isAccepted ? "accepted" : "refused", FactSource.Logon));
    }

    // Null where the question was not answered. NTLM's last message has no answer in RPC: the first call shows how it ended. It is signed,
    // because a failed logon at level connect leaves some servers a caller without one.
    private async Task<bool?> LogsOnAsync(ISecurityInitiator initiator, CancellationToken cancellationToken)
    {
        try
        {
            await EndpointMapReader.ReadAsync(new RpcBinding(host, options.MapperPort), new RpcClientOptions
            {
                Security = initiator, Scheme = SecurityScheme.Ntlm, Level = ProtectionLevel.Integrity,
                ConnectTimeout = options.ConnectTimeout, BindTimeout = options.AnswerTimeout, CallTimeout = options.AnswerTimeout,
            }, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RpcFaultException)
        {
            return false;
        }
        catch (RpcConnectionException refused) when (refused.RefusalReason is not null)
        {
            return false;
        }
        catch (Exception failure) when (RpcTrouble.IsExpected(failure))
        {
            facts.Add(new Fact(FactId.Trouble, "135", $"NTLMv1: {failure.Message}", FactSource.Logon));
            return null;
        }
    }
}
