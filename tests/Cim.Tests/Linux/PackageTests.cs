using Sekimori.Linux.Host;

namespace Sekimori.Linux.Tests;

public class PackageTests
{
    [Fact]
    public async Task Packages_are_those_that_dpkg_query_prints()
    {
        var expected = Tool.Run("dpkg-query", "-W", "-f", "${db:Status-Status}\t${Package}\t${Version}\t${Architecture}\t${Maintainer}\n")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')).Where(f => f[0] == "installed")
            .Select(f => $"{f[1]}|{f[2]}|{f[1]}:{f[3]}|{f[4]}").Order();
        var actual = (await Host.Query("SELECT * FROM Win32_Product")).Select(p =>
            $"{p["Name"]}|{p["Version"]}|{p["IdentifyingNumber"]}|{p["Vendor"]}").Order();
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void What_apt_get_would_install_from_a_security_archive_is_pending()
    {
        var updates = DebianPackages.Parse("""
            Reading package lists...
            Inst openssl [3.0.14-1] (3.0.15-1 Debian-Security:12/oldstable-security [amd64])
            Inst vim [2:9.0.1] (2:9.0.2 Debian:12.9/stable [amd64])
            Inst libnew (1.0 Debian-Security:12/oldstable-security [amd64]) []
            Conf openssl (3.0.15-1 Debian-Security:12/oldstable-security [amd64])
            """).ToList();
        Assert.Equal([new PendingUpdate("openssl", "3.0.14-1", "3.0.15-1", "Debian-Security:12/oldstable-security"),
            new PendingUpdate("libnew", null, "1.0", "Debian-Security:12/oldstable-security")], updates);
    }
}
