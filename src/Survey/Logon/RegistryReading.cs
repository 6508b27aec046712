using System.Globalization;
using Sekimori.Posture.Facts;

namespace Sekimori.Survey.Logon;

/// <summary>Reads registry values by StdRegProv of root/default: winreg itself is for named pipes only ([MS-RRP] 2.1.1).</summary>
internal sealed class RegistryReading(ILogonDoor door, IReadOnlyList<string> others, HostFacts facts)
{
    // HKEY_LOCAL_MACHINE.
    private const string Machine = "2147483650";

    // A server has some 500 firewall rules.
    private const int MaxValues = 2000;

    /// <summary>Reads every value that a check needs. A key that is not there is no failure.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        foreach (var key in RegistryQuestions.With(others))
        {
            var names = key.ToHashSet(StringComparer.OrdinalIgnoreCase);
            var values = await ValuesAsync(key.Key, cancellationToken).ConfigureAwait(false);
            foreach (var (name, type) in values.Where(value => names.Contains("*") || names.Contains(value.Name)).Take(MaxValues))
                if (await ValueAsync(key.Key, name, type, cancellationToken).ConfigureAwait(false) is { } text)
                    facts.Add(new Fact(FactId.Registry, $@"HKLM\{key.Key}!{name}", text, FactSource.Logon,
                        key.Key.StartsWith(@"SOFTWARE\Policies\", StringComparison.OrdinalIgnoreCase) ? Standing.Policy
                            : Standing.Effective));
        }
    }

    private async Task<IReadOnlyList<(string Name, int Type)>> ValuesAsync(string key, CancellationToken cancellationToken)
    {
        var answer = await InvokeAsync("EnumValues", key, null, cancellationToken).ConfigureAwait(false);
        // 2: there is no such key. Anything else is a key that this account may not read.
        if (Return(answer) != 0) return [];
        var types = answer.All("Types").Select(type =>
            int.TryParse(type, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).ToList();
        return [.. answer.All("sNames").Take(types.Count).Select((name, at) => (name, types[at]))
            .Where(value => value.name.Length > 0)];
    }

    private async Task<string?> ValueAsync(string key, string name, int type, CancellationToken cancellationToken)
    {
        // [MS-RRP] 2.2.9.
        var (method, result) = type switch
        {
            1 => ("GetStringValue", "sValue"),
            2 => ("GetExpandedStringValue", "sValue"),
            3 => ("GetBinaryValue", "uValue"),
            4 => ("GetDWORDValue", "uValue"),
            7 => ("GetMultiStringValue", "sValue"),
            11 => ("GetQWORDValue", "uValue"),
            _ => ("", ""),
        };
        if (method.Length == 0) return null;
        var answer = await InvokeAsync(method, key, name, cancellationToken).ConfigureAwait(false);
        if (Return(answer) != 0) return null;
        var values = answer.All(result);
        return type switch
        {
            3 => string.Concat(values.Take(Fact.MaxValue / 2).Select(value => byte.TryParse(value, NumberStyles.None,
                CultureInfo.InvariantCulture, out var one) ? one.ToString("x2", CultureInfo.InvariantCulture) : "")),
            7 => string.Join(',', values),
            _ => values.Count > 0 ? values[0] : "",
        };
    }

    private Task<DoorRow> InvokeAsync(string method, string key, string? name, CancellationToken cancellationToken) => door.InvokeAsync(
        "root/default", "StdRegProv", method,
        [new("hDefKey", Machine), new("sSubKeyName", key),
            .. name is null ? (KeyValuePair<string, string?>[])[] : [new("sValueName", name)]],
        cancellationToken);

    private static int Return(DoorRow answer) =>
        int.TryParse(answer["ReturnValue"], CultureInfo.InvariantCulture, out var number) ? number : -1;
}
