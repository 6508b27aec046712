using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Sekimori.Packaging;

/// <summary>
/// A software bill of materials in CycloneDX 1.6 (JSON), of the packages that NuGet's lock files name, each with its
/// version and the SHA-512 of its bytes.
/// </summary>
internal static class BillOfMaterials
{
    /// <summary>Writes the document. The same packages, version and time give the same bytes.</summary>
    public static void Write(
        Stream target, string name, string version, DateTimeOffset time, IReadOnlyList<PackageIdentity> packages)
    {
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
        foreach (var package in packages) WriteComponent(json, package);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        target.WriteByte((byte)'\n');
    }

    private static void WriteComponent(Utf8JsonWriter json, PackageIdentity package)
    {
        var url = $"pkg:nuget/{package.Name}@{package.Version}";
        json.WriteStartObject();
        json.WriteString("type", "library");
        json.WriteString("bom-ref", url);
        json.WriteString("name", package.Name);
        json.WriteString("version", package.Version);
        if (package.Hash.Length > 0)
        {
            json.WriteStartArray("hashes");
            json.WriteStartObject();
            json.WriteString("alg", "SHA-512");
            json.WriteString("content", package.Hash);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteString("purl", url);
        json.WriteEndObject();
    }

    private static Guid Identity(string name, string version, IReadOnlyList<PackageIdentity> packages)
    {
        var text = string.Join('\n', packages.Select(package => $"{package.Name} {package.Version} {package.Hash}")
            .Prepend($"{name} {version}"));
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }
}
