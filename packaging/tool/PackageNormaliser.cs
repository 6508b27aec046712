using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Sekimori.Packaging;

/// <summary>
/// Makes a NuGet package depend on its content alone. `dotnet pack` writes the time, random names and the machine's system into it.
/// </summary>
internal static partial class PackageNormaliser
{
    private const string Properties = "package/services/metadata/core-properties/";

    /// <summary>Rewrites a package in place.</summary>
    /// <param name="path">The nupkg or snupkg.</param>
    /// <param name="time">The time of every entry.</param>
    public static void Rewrite(string path, DateTimeOffset time)
    {
        var entries = Read(path);
        Normalise(entries);
        var draft = path + ".new";
        using (var zip = new ZipArchive(File.Create(draft), ZipArchiveMode.Create))
        {
            foreach (var (name, content) in entries)
            {
                var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
                // The format has no zone and begins in 1980.
                entry.LastWriteTime = new DateTimeOffset(
                    time.UtcDateTime < new DateTime(1980, 1, 2) ? new DateTime(1980, 1, 2) : time.UtcDateTime, TimeSpan.Zero);
                entry.ExternalAttributes = 0;
                using var target = entry.Open();
                target.Write(content);
            }
        }

        File.Move(draft, path, overwrite: true);
    }

    private static SortedDictionary<string, byte[]> Read(string path)
    {
        var entries = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        using var zip = ZipFile.OpenRead(path);
        foreach (var entry in zip.Entries)
        {
            using var content = new MemoryStream();
            using var source = entry.Open();
            source.CopyTo(content);
            entries.Add(entry.FullName, content.ToArray());
        }

        return entries;
    }

    private static void Normalise(SortedDictionary<string, byte[]> entries)
    {
        var manifest = entries.Keys.Single(name => name.EndsWith(".nuspec", StringComparison.Ordinal) && !name.Contains('/'));
        // Our assemblies see each other's internals: a package goes with those of its own version and no other.
        entries[manifest] = Text(OwnDependency().Replace(Text(entries[manifest]), "$1[$2]$3"));

        var old = entries.Keys.Single(name => name.StartsWith(Properties, StringComparison.Ordinal));
        var core = Text(LastModifiedBy().Replace(Text(entries[old]), "<lastModifiedBy>Sekimori</lastModifiedBy>"));
        var name = Properties + Convert.ToHexStringLower(SHA256.HashData(core))[..32] + ".psmdcp";
        entries.Remove(old);
        entries.Add(name, core);
        entries["_rels/.rels"] = Text($"""
            <?xml version="1.0" encoding="utf-8"?>
            <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
              <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/{manifest}" Id="R1" />
              <Relationship Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
                Target="/{name}" Id="R2" />
            </Relationships>
            """);
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    [GeneratedRegex("""(<dependency id="Sekimori\.[^"]+" version=")([^"\[]+)(")""")]
    private static partial Regex OwnDependency();

    [GeneratedRegex("<lastModifiedBy>.*?</lastModifiedBy>", RegexOptions.Singleline)]
    private static partial Regex LastModifiedBy();
}
