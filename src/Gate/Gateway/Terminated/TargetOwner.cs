using Sekimori.Guard;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>Whose a session at a target is, with everything that it opens there.</summary>
internal static class TargetOwner
{
    /// <summary>
    /// The caller's account; where the gate acts for the caller, the user of the realm: several of them may be mapped to one account of the
    /// gate, and none of them is to use another's identity at the target.
    /// </summary>
    public static CallerIdentity Of(Caller caller, TargetHost target) =>
        target.Settings.IsDelegated && caller.Outside is { IsCertificate: false } outside
            ? CallerIdentity.Outside(caller.Scheme, outside.Key) : caller.Identity;
}
