using System.Globalization;
using Sekimori.Posture.Facts;

namespace Sekimori.Survey.Logon;

/// <summary>
/// Whether a question may be asked that can leave a failed logon: two for the account in a run, and none for an account that has failed
/// before.
/// </summary>
internal sealed class FailedLogonGuard(LogonOptions logon, HostFacts facts)
{
    /// <summary>Takes a place; says so where there is none.</summary>
    public bool MayAsk(string subject, string question)
    {
        if (Reason() is not { } reason) return true;
        facts.Add(new Fact(FactId.Trouble, subject, $"{question}: not asked, {reason}", FactSource.Logon));
        return false;
    }

    private string? Reason()
    {
        // A good logon, which came before, sets the host's count back: what it still has is somebody else's doing.
        if (facts.Find(FactId.FailedLogons, "") is { } known
            && !(int.TryParse(known.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count == 0))
            return $"the account has {known.Value} failed logons already";
        return logon.Gate.TakeFailure() ? null : $"{LogonGate.MaxFailures} failed logons of this account in one run are enough";
    }
}
