using System.Globalization;
using Sekimori.App.Data;
using Sekimori.App.Terminal;
using Sekimori.Gate.Guarding;
using Sekimori.Gate.Settings;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Posture.Evaluation;
using Sekimori.Posture.Facts;
using Fact = Sekimori.Posture.Facts.Fact;

namespace Sekimori.App.Posture;

/// <summary>The settings of a server as facts.</summary>
internal static class SelfFacts
{
    public static IEnumerable<Fact> Of(GateSettings settings, string place, DateTimeOffset now)
    {
        var exposed = Exposure.PublicWithoutPolicy(settings.Addresses, settings.Allow);
        var isPublic = exposed is not null;
        yield return Make(SelfFact.Policy, isPublic && settings.Guard.Policy is null ? "none on a public address" : settings.Guard.Policy
            ?? "allow list", place);
        if (settings.Guard.Policy is { } file)
        {
            var policy = Read(file);
            yield return Make(SelfFact.PolicyMode, policy.IsDryRun ? "audit-only" : "enforce", file);
            yield return Make(SelfFact.PolicyLint, PolicyLint.Check(policy, InterfaceCatalogue.Names).Select(found =>
                string.Create(CultureInfo.InvariantCulture, $"line {found.Line}: {found.Message}")).FirstOrDefault("nothing"), file);
        }

        yield return Make(SelfFact.Secrets, settings.Secrets is { CertificateFile: null, SystemdCredential: null }
            ? "file permissions only" : "wrapped", place);
        foreach (var (subject, value) in OwnCertificate.Faults(settings.Certificate, settings.Data ?? DataFolders.Default(), now))
            yield return Make(subject, value, place);
        foreach (var (name, day) in SupportTable.Days) yield return Make($"{SelfFact.Table} {name}", day, "");
        foreach (var part in (string[])[$".NET {Environment.Version.Major}", Distribution()])
            yield return Make($"{SelfFact.Support} {part}", SupportTable.End(part) ?? "unknown", "");
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

    // os-release(5): ID and VERSION_ID, as "debian 12".
    private static string Distribution()
    {
        const string path = "/etc/os-release";
        if (!File.Exists(path)) return Environment.OSVersion.Platform.ToString();
        var values = File.ReadLines(path).Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2)
            .DistinctBy(parts => parts[0]).ToDictionary(parts => parts[0], parts => parts[1].Trim('"'), StringComparer.Ordinal);
        return $"{values.GetValueOrDefault("ID", "linux")} {values.GetValueOrDefault("VERSION_ID", "")}".TrimEnd();
    }

    private static PolicyDocument Read(string file)
    {
        try
        {
            return PolicyReader.Read(file, File.ReadAllText(file), InterfaceCatalogue.Names);
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
