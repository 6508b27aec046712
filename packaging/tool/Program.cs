using System.Globalization;
using Sekimori.Packaging;

// The steps of ./pack that need more than a shell.
//   normalise EPOCH FILE…                 rewrites NuGet packages so that the same content is the same bytes
//   sbom NAME VERSION EPOCH LOCK… > FILE  writes a CycloneDX document of what the lock files name
//   notice TITLE PACKAGES TEXTS LOCK… > FILE
//                                         writes the licences of what the lock files name, from the folder of restored packages
if (args is ["normalise", var epoch, .. var packages] && packages.Length > 0)
{
    foreach (var package in packages) PackageNormaliser.Rewrite(package, Time(epoch));
    return 0;
}

if (args is ["sbom", var name, var version, var at, .. var locks] && locks.Length > 0)
{
    BillOfMaterials.Write(Console.OpenStandardOutput(), name, version, Time(at), PackageIdentity.Read(locks));
    return 0;
}

if (args is ["notice", var title, var folder, var texts, .. var sources] && sources.Length > 0)
{
    try
    {
        using var target = new StreamWriter(Console.OpenStandardOutput());
        ThirdPartyNotice.Write(target, title, [.. PackageIdentity.Read(sources).Select(one => PackageLicence.Read(one, folder))], texts);
        return 0;
    }
    catch (InvalidDataException failure)
    {
        Console.Error.WriteLine("pack-tool: " + failure.Message);
        return 2;
    }
}

Console.Error.WriteLine("pack-tool: normalise EPOCH FILE… | sbom NAME VERSION EPOCH LOCK… | notice TITLE PACKAGES TEXTS LOCK…");
return 2;

static DateTimeOffset Time(string seconds) => DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture));
