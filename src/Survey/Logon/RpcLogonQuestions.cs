using Sekimori.Posture.Facts;

namespace Sekimori.Survey.Logon;

/// <summary>What RPC shows to an account: the level that activation needs, and, if asked for, the least level of each interface.</summary>
internal sealed class RpcLogonQuestions(string host, SurveyOptions options, LogonOptions logon, HostFacts facts)
{
    /// <summary>Asks.</summary>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        if (facts.Find(FactId.RpcBind, "135")?.Value != "accepted") return;
        await new ActivationQuestion(host, options, logon.Credential, facts).AskAsync(cancellationToken).ConfigureAwait(false);
        await new EnrolmentQuestion(host, options, logon, facts).AskAsync(cancellationToken).ConfigureAwait(false);
        if (logon.AsksLevels) await new LevelQuestion(host, options, logon, facts).AskAsync(cancellationToken).ConfigureAwait(false);
    }
}
