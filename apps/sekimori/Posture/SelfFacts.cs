using Sekimori.App.Terminal;
using Sekimori.Gate.Guarding;
using Sekimori.Gate.Settings;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Posture.Facts;
using Fact = Sekimori.Posture.Facts.Fact;

namespace Sekimori.App.Posture;

/// <summary>The settings of a server as facts.</summary>
internal static class SelfFacts
{
    public static IEnumerable<Fact> Of(GateSettings settings, string place)
    {
        var exposed = Exposure.PublicWithoutPolicy(settings.Addresses, settings.Allow);
        var isPublic = exposed is not null;
        yield return Make(SelfFact.Policy, isPublic && settings.Guard.Policy is null ? "none on a public address" : settings.Guard.Policy
            ?? "allow list", place);
        if (settings.Guard.Policy is { } policy) yield return Make(SelfFact.PolicyMode, Mode(policy), policy);
        foreach (var (name, isStrict, value) in Doors(settings))
            yield return Make($"{SelfFact.Door} {name}", isStrict ? "strict" : value, place);
        yield return Make(SelfFact.Log, settings.Guard.Audit.IsOn ? "on" : "off", place);
        yield return Make(SelfFact.Detection, settings.Guard.Detection.IsOn ? "on" : "off", place);
        yield return Make(SelfFact.Lock, settings.Logon.LockAfter == 0 && isPublic ? "never on a public address"
            : settings.Logon.LockAfter == 0 ? "never" : $"after {settings.Logon.LockAfter}", place);
    }

    // What is weaker than the default.
    private static IEnumerable<(string Name, bool IsStrict, string Value)> Doors(GateSettings settings)
    {
        yield return ("wsman allow-unencrypted", !settings.WsMan.AllowUnencrypted, "on");
        yield return ("wsman channel-binding", settings.WsMan.CbtHardeningLevel != "None", "none");
        yield return ("wsman auth digest", !settings.WsMan.Digest, "offered");
        yield return ("wsman auth credssp", !settings.WsMan.CredSsp, "offered");
        yield return ("wsman tls", !settings.CompatibleTls, "compatible");
        yield return ("shells trust-operators", !settings.TrustOperators, "on");
        yield return ("rpc dcom old-clients", settings.Rpc.Dcom.OldClients.Ranges.IsEmpty, settings.Rpc.Dcom.OldClients.ToString() ?? "");
    }

    private static string Mode(string file)
    {
        try
        {
            return PolicyReader.Read(file, File.ReadAllText(file), InterfaceCatalogue.Names).IsDryRun ? "audit-only" : "enforce";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or PolicyException)
        {
            throw new CommandException(ExitCode.Failed, failure is PolicyException ? failure.Message
                : $"the policy {file} cannot be read: {failure.Message}", failure);
        }
    }

    private static Fact Make(string subject, string value, string place) =>
        new(FactId.Self, subject, value, FactSource.Self, Standing.Effective, place);
}
