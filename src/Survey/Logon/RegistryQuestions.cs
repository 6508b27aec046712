using Sekimori.Posture.Checks;

namespace Sekimori.Survey.Logon;

/// <summary>The registry values that checks are made from: those of settings.yml, and those that code reads.</summary>
internal static class RegistryQuestions
{
    private const string WinRm = @"SOFTWARE\Policies\Microsoft\Windows\WinRM\", Local = @"SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\";

    // A key with "*" is read whole.
    private static readonly string[] Others =
    [
        WinRm + "Service!CbtHardeningLevel", WinRm + "Service!rootSDDL", WinRm + "Service!AllowAutoConfig", WinRm + "Service!IPv4Filter",
        WinRm + "Service!IPv6Filter", WinRm + "Client!TrustedHostsList", Local + "Service!cbt_hardening_level", Local + "Service!rootSDDL",
        Local + "Client!trusted_hosts", @"SOFTWARE\Policies\Microsoft\Windows\EventLog\EventForwarding\SubscriptionManager!*",
        @"SOFTWARE\Policies\Microsoft\Windows NT\DCOM!MachineLaunchRestriction",
        @"SOFTWARE\Policies\Microsoft\Windows NT\DCOM!MachineAccessRestriction",
        @"SOFTWARE\Microsoft\Windows NT\CurrentVersion!CurrentBuild", @"SOFTWARE\Microsoft\Windows NT\CurrentVersion!UBR",
        @"SOFTWARE\Policies\Microsoft\WindowsFirewall\FirewallRules!*",
        @"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\FirewallRules!*",
    ];

    /// <summary>The keys below HKLM with the names of their values; a name "*" is every value.</summary>
    public static ILookup<string, string> Keys { get; } = With([]);

    /// <summary>The same with the values of users' lists.</summary>
    /// <param name="others">"HKLM\…!Name".</param>
    public static ILookup<string, string> With(IReadOnlyList<string> others) => CheckCatalogue.All.SelectMany(check => check.Settings)
        .SelectMany(rule => new[] { rule.Setting.Policy, rule.Setting.Local }).OfType<string>().Concat(others)
        .Select(path => path[@"HKLM\".Length..]).Concat(Others).Distinct(StringComparer.OrdinalIgnoreCase)
        .ToLookup(path => path[..path.LastIndexOf('!')], path => path[(path.LastIndexOf('!') + 1)..], StringComparer.OrdinalIgnoreCase);
}
