using System.Globalization;
using Sekimori.Packaging;

// The steps of ./pack that need more than a shell.
//   normalise EPOCH FILE…                 rewrites NuGet packages so that the same content is the same bytes
//   sbom NAME VERSION EPOCH LOCK… > FILE  writes a CycloneDX document of what the lock files name
if (args is ["normalise", var epoch, .. var packages] && packages.Length > 0)
{
    foreach (var package in packages) PackageNormaliser.Rewrite(package, Time(epoch));
    return 0;
}

if (args is ["sbom", var name, var version, var at, .. var locks] && locks.Length > 0)
{
    BillOfMaterials.Write(Console.OpenStandardOutput(), name, version, Time(at), locks);
    return 0;
}

Console.Error.WriteLine("pack-tool: normalise EPOCH FILE… | sbom NAME VERSION EPOCH LOCK…");
return 2;

static DateTimeOffset Time(string seconds) => DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture));
