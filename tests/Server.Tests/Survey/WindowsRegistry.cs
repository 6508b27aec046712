using System.Globalization;
using Sekimori.Posture.Checks;

namespace Sekimori.Server.Tests.Survey;

/// <summary>A registry of Windows in which every check that reads the registry fails, or passes.</summary>
internal static class WindowsRegistry
{
    private const string WinRm = @"SOFTWARE\Policies\Microsoft\Windows\WinRM\";
    private const string Version = @"SOFTWARE\Microsoft\Windows NT\CurrentVersion";

    private static readonly (string Path, object Bad, object Good)[] Others =
    [
        (WinRm + "Service!CbtHardeningLevel", "None", "Strict"),
        (WinRm + "Service!rootSDDL", "O:NSG:BAD:P(A;;GA;;;WD)", "O:NSG:BAD:P(A;;GA;;;BA)"),
        (WinRm + "Service!IPv4Filter", "10.0.0.1-10.0.0.255", "*"), (WinRm + "Client!TrustedHostsList", "*", "a.lab.test"),
        (WinRm + "Service!AllowAutoConfig", 1u, 0u),
        (@"SOFTWARE\Policies\Microsoft\Windows\EventLog\EventForwarding\SubscriptionManager!1", "Server=http://c:5985/wsman",
            "Server=https://c:5986/wsman"),
        (@"SOFTWARE\Policies\Microsoft\Windows NT\DCOM!MachineLaunchRestriction", "O:BAG:BAD:(A;;CCDCLCSWRP;;;WD)",
            "O:BAG:BAD:(A;;CCDCLCSWRP;;;BA)"),
        (Version + "!CurrentBuild", "20348", "26100"), (Version + "!UBR", 3000u, 7000u),
        (@"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\FirewallRules!R",
            "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=5985|Name=WinRM|",
            "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=5985|RA4=10.0.0.0/255.255.255.0|Name=WinRM|"),
    ];

    /// <summary>The checks that it decides, besides those that are rows of settings.</summary>
    public static IReadOnlyList<string> Coded { get; } = ["W12", "W13", "W18", "W21", "E08", "E09", "R17", "P02"];

    /// <summary>The rules of settings that stand in a registry.</summary>
    public static IEnumerable<(Check Check, SettingRule Rule)> Rules => CheckCatalogue.All
        .SelectMany(check => check.Settings.Select(rule => (check, rule))).Where(one => Path(one.rule) is not null);

    /// <summary>The values by key and name.</summary>
    public static Dictionary<string, IReadOnlyDictionary<string, object>> Of(bool isGood) => Rules
        .Select(one => (Path: Path(one.Rule)!, Value: Value(one.Rule.Condition, isGood)))
        .Concat(Others.Select(one => (one.Path, Value: isGood ? one.Good : one.Bad)))
        .GroupBy(one => one.Path[..one.Path.LastIndexOf('!')], StringComparer.OrdinalIgnoreCase)
        .ToDictionary(key => key.Key, key => (IReadOnlyDictionary<string, object>)key.ToDictionary(
            one => one.Path[(one.Path.LastIndexOf('!') + 1)..], one => one.Value, StringComparer.OrdinalIgnoreCase),
            StringComparer.OrdinalIgnoreCase);

    private static string? Path(SettingRule rule) => (rule.Setting.Policy ?? rule.Setting.Local)?[@"HKLM\".Length..];

    // A value on either side of the condition, of the type that Windows has for it.
    private static object Value(Condition condition, bool isGood) => Typed(condition.Kind switch
    {
        ConditionKind.Is => isGood ? condition.Text : condition.Text == "1" ? "0" : "1",
        ConditionKind.IsNot => isGood ? condition.Text == "1" ? "0" : "1" : condition.Text,
        ConditionKind.Least => isGood ? condition.Text : $"{Condition.Number(condition.Text) - 1}",
        ConditionKind.Most => isGood ? condition.Text : $"{Condition.Number(condition.Text) + 1}",
        ConditionKind.Bits => isGood ? condition.Text : "0",
        _ => isGood ? "" : "x",
    });

    private static object Typed(string text) => Condition.Number(text) is { } number and >= 0
        ? uint.Parse(number.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : text;
}
