using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Sekimori.Packaging;

/// <summary>
/// A software bill of materials in CycloneDX 1.6 (JSON), from NuGet's lock files: they name each package with its version and the SHA-512
/// of its bytes.
/// </summary>
internal static class BillOfMaterials
{
    /// <summary>Writes the document. The same lock files, version and time give the same bytes.</summary>
    public static void Write(Stream target, string name, string version, DateTimeOffset time, IEnumerable<string> locks)
    {
        var packages = new SortedDictionary<(string Name, string Version), string>();
        foreach (var source in locks)
        {
            // NAME@VERSION: what no lock file names, as the runtime that a program is published with.
            if (source.Split('@') is [var package, var resolved] && !File.Exists(source)) packages[(package, resolved)] = "";
            else Read(source, packages);
        }

        using var json = new Utf8JsonWriter(target, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("bomFormat", "CycloneDX");
        json.WriteString("specVersion", "1.6");
        json.WriteString("serialNumber", $"urn:uuid:{Identity(name, version, packages)}");
        json.WriteNumber("version", 1);
        json.WriteStartObject("metadata");
        json.WriteString(
            "timestamp", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteStartObject("component");
        json.WriteString("type", "application");
        json.WriteString("bom-ref", name);
        json.WriteString("name", name);
        json.WriteString("version", version);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("components");
        foreach (var (package, hash) in packages) WriteComponent(json, package, hash);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        target.WriteByte((byte)'\n');
    }

    private static void Read(string path, SortedDictionary<(string Name, string Version), string> packages)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (var framework in document.RootElement.GetProperty("dependencies").EnumerateObject())
            foreach (var package in framework.Value.EnumerateObject())
                if (package.Value.TryGetProperty("resolved", out var resolved) && package.Value.TryGetProperty("contentHash", out var hash))
                    packages[(package.Name, resolved.GetString()!)] = Convert.ToHexStringLower(Convert.FromBase64String(hash.GetString()!));
    }

    private static void WriteComponent(Utf8JsonWriter json, (string Name, string Version) package, string hash)
    {
        var url = $"pkg:nuget/{package.Name}@{package.Version}";
        json.WriteStartObject();
        json.WriteString("type", "library");
        json.WriteString("bom-ref", url);
        json.WriteString("name", package.Name);
        json.WriteString("version", package.Version);
        if (hash.Length > 0)
        {
            json.WriteStartArray("hashes");
            json.WriteStartObject();
            json.WriteString("alg", "SHA-512");
            json.WriteString("content", hash);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteString("purl", url);
        json.WriteEndObject();
    }

    private static Guid Identity(string name, string version, SortedDictionary<(string Name, string Version), string> packages)
    {
        var text = string.Join('\n', packages.Select(package => $"{package.Key.Name} {package.Key.Version} {package.Value}")
            .Prepend($"{name} {version}"));
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }
}
