using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Guard;

namespace Sekimori.Server.Tests.Survey;

/// <summary>The class of the registry in root/default.</summary>
[CimClass("StdRegProv", Provider = typeof(RegistryProvider))]
public sealed partial class StdRegProv : CimInstance
{
    [CimKey]
    public partial string? Name { get; set; }
}

/// <summary>Plays StdRegProv with the values of a test: texts, numbers, lists and bytes by key and name.</summary>
public sealed partial class RegistryProvider(IReadOnlyDictionary<string, IReadOnlyDictionary<string, object>> keys)
    : CimProvider<StdRegProv>
{
    // HKEY_LOCAL_MACHINE; ERROR_FILE_NOT_FOUND.
    private const uint Machine = 0x80000002, NotFound = 2;

    protected override IEnumerable<StdRegProv> Enumerate(ProviderRequest request) => [];

    [CimMethod(Role.Administrator)]
    private uint EnumValues(uint? hDefKey, string? sSubKeyName, out string[]? sNames, out int[]? types)
    {
        (sNames, types) = (null, null);
        if (hDefKey != Machine || !keys.TryGetValue(sSubKeyName ?? "", out var values)) return NotFound;
        sNames = [.. values.Keys];
        types = [.. values.Values.Select(value => value switch { string => 1, byte[] => 3, uint => 4, _ => 7 })];
        return 0;
    }

    [CimMethod(Role.Administrator)]
    private uint GetStringValue(uint? hDefKey, string? sSubKeyName, string? sValueName, out string? sValue) =>
        Get(hDefKey, sSubKeyName, sValueName, out sValue);

    [CimMethod(Role.Administrator)]
    private uint GetMultiStringValue(uint? hDefKey, string? sSubKeyName, string? sValueName, out string[]? sValue) =>
        Get(hDefKey, sSubKeyName, sValueName, out sValue);

    [CimMethod(Role.Administrator)]
    private uint GetBinaryValue(uint? hDefKey, string? sSubKeyName, string? sValueName, out byte[]? uValue) =>
        Get(hDefKey, sSubKeyName, sValueName, out uValue);

    [CimMethod(Role.Administrator)]
    private uint GetDWORDValue(uint? hDefKey, string? sSubKeyName, string? sValueName, out uint? uValue)
    {
        var found = Find(hDefKey, sSubKeyName, sValueName);
        uValue = found is uint number ? number : null;
        return uValue is null ? NotFound : 0;
    }

    private uint Get<T>(uint? root, string? key, string? name, out T? value) where T : class
    {
        value = Find(root, key, name) as T;
        return value is null ? NotFound : 0;
    }

    private object? Find(uint? root, string? key, string? name) =>
        root == Machine && keys.TryGetValue(key ?? "", out var values) ? values.GetValueOrDefault(name ?? "") : null;
}
