using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Sekimori.Server.Tests.Guarding.Reading;

/// <summary>A line of the audit log as a test checks it.</summary>
internal static class Line
{
    /// <summary>A member's text; null if there is none.</summary>
    public static string? Text(this JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.ToString() : null;

    /// <summary>All values of a fact: those of its list where there are several.</summary>
    public static string[] All(this JsonElement line, string name, string? list = null) =>
        line.TryGetProperty(list ?? name + "s", out var values) && values.ValueKind == JsonValueKind.Array
        ? [.. values.EnumerateArray().Select(value => value.GetString()!)]
        : line.Text(name) is { } one ? [one] : [];

    /// <summary>True if a member says this text: whole, or its start, how much is missing and the hash of all of it.</summary>
    public static bool Says(this JsonElement line, string name, string text)
    {
        if (line.Text(name) is not { } said) return false;
        if (said == text) return true;
        if (!line.TryGetProperty("cut", out var cuts) || !text.StartsWith(said, StringComparison.Ordinal)) return false;
        var cut = cuts.EnumerateArray().Single(one => one.Text("fact") == name);
        return cut.GetProperty("characters").GetInt64() == text.Length - said.Length
            && cut.Text("sha256") == Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The classes that the request led to.</summary>
    public static string[] Classes(this JsonElement line) => line.All("class_name");
}
