using System.Globalization;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;

namespace Sekimori.Linux.Tests;

public sealed class DataFileProviderTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sekimori-files-").FullName;
    private readonly List<string> _refusals = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_file_is_found_by_its_name_with_the_facts_that_stat_prints()
    {
        var path = Path.Combine(_directory, "report.tar.gz");
        File.WriteAllText(path, "twelve bytes");
        foreach (var query in new[]
        {
            $"SELECT * FROM CIM_DataFile WHERE Name = '{path}'", $"SELECT * FROM CIM_DataFile WHERE Name LIKE \"{path}\"",
        })
        {
            var file = Assert.Single(await Ask(query));
            var stat = Tool.Run("stat", "-c", "%s %Y %X %m", path).Split(' ', StringSplitOptions.TrimEntries);
            Assert.Equal(stat[0], file["FileSize"].ToString());
            Assert.Equal(stat[1], Seconds(file["LastModified"]));
            Assert.Equal(stat[2], Seconds(file["LastAccessed"]));
            Assert.Equal(("report.tar", "gz"), (file["FileName"].AsString!, file["Extension"].AsString!));
            Assert.True(file["Readable"].AsBoolean && file["Writeable"].AsBoolean && !file["Hidden"].AsBoolean);
            Assert.Equal(path, file["Drive"].AsString!.TrimEnd('/') + file["Path"].AsString + "report.tar.gz");
        }
    }

    [Fact]
    public async Task The_files_of_one_directory_are_listed_by_drive_and_path()
    {
        File.WriteAllText(Path.Combine(_directory, "a.log"), "");
        File.WriteAllText(Path.Combine(_directory, ".b"), "");
        Directory.CreateDirectory(Path.Combine(_directory, "deeper"));
        File.WriteAllText(Path.Combine(_directory, "deeper", "c"), "");
        var one = Assert.Single(await Ask($"SELECT * FROM CIM_DataFile WHERE Name = '{_directory}/.b'"));
        Assert.True(one["Hidden"].AsBoolean);
        var all = await Ask(
            $"SELECT Name FROM CIM_DataFile WHERE Drive = '{one["Drive"]}' AND Path = '{one["Path"]}' AND Name LIKE '%'");
        Assert.Equal([$"{_directory}/.b", $"{_directory}/a.log"], all.Select(f => f["Name"].AsString).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("SELECT * FROM CIM_DataFile")]
    [InlineData("SELECT * FROM CIM_DataFile WHERE Drive = '/'")]
    [InlineData("SELECT * FROM CIM_DataFile WHERE Path LIKE '/etc/%' AND Drive = '/'")]
    [InlineData("SELECT * FROM CIM_DataFile WHERE Extension = 'log'")]
    public async Task A_disk_is_never_walked(string query)
    {
        var e = await Assert.ThrowsAsync<CimException>(() => Ask(query));
        Assert.Equal(CimStatus.NotAvailable, e.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("etc/hosts")]
    [InlineData("/etc/../etc/hosts")]
    [InlineData("/etc")]
    [InlineData("/proc/self/nothing")]
    public async Task What_is_no_file_by_its_one_name_is_not_there(string name) =>
        Assert.Empty(await Ask($"SELECT * FROM CIM_DataFile WHERE Name = '{name}'"));

    [Fact]
    public async Task A_directory_of_too_many_files_is_an_error()
    {
        for (var i = 0; i <= 10_000; i++)
            File.Create(Path.Combine(_directory, i.ToString(CultureInfo.InvariantCulture))).Dispose();
        var one = Assert.Single(await Ask($"SELECT * FROM CIM_DataFile WHERE Name = '{_directory}/0'"));
        var e = await Assert.ThrowsAsync<CimException>(() =>
            Ask($"SELECT * FROM CIM_DataFile WHERE Drive = '{one["Drive"]}' AND Path = '{one["Path"]}'"));
        Assert.Equal(CimStatus.QuotaViolation, e.Status);
    }

    [Fact]
    public async Task Files_are_looked_at_with_the_rights_of_the_callers_user()
    {
        Assert.SkipUnless(Environment.UserName == "root", "needs root");
        var secret = Path.Combine(_directory, "secret");
        var open = Path.Combine(_directory, "open");
        Directory.CreateDirectory(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(secret, "file"), "x");
        File.WriteAllText(open, "x");
        File.SetUnixFileMode(_directory, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(open, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        var nobody = Host.Reader with { Identity = Host.Reader.Identity with { UnixUser = "nobody" } };
        Assert.Single(await Ask($"SELECT * FROM CIM_DataFile WHERE Name = '{secret}/file'"));
        Assert.Empty(await Ask($"SELECT * FROM CIM_DataFile WHERE Name = '{secret}/file'", nobody));
        var seen = Assert.Single(await Ask($"SELECT * FROM CIM_DataFile WHERE Name = '{open}'", nobody));
        Assert.True(seen["Readable"].AsBoolean && !seen["Writeable"].AsBoolean);
        // The thread that looked is gone: this process still is who it was.
        Assert.True(File.Exists(Path.Combine(secret, "file")));
    }

    [Fact]
    public async Task Without_a_Unix_user_a_root_server_shows_no_files_and_says_why()
    {
        Assert.SkipUnless(Environment.UserName == "root", "needs root");
        var unmapped = Host.Reader with { Identity = Host.Reader.Identity with { UnixUser = null } };
        var e = await Assert.ThrowsAsync<CimException>(() => Ask("SELECT * FROM CIM_DataFile WHERE Name = '/etc/hosts'", unmapped));
        Assert.Equal(CimStatus.AccessDenied, e.Status);
        Assert.Contains("unix-user", Assert.Single(_refusals), StringComparison.Ordinal);
        // What is asked with them still comes.
        Assert.NotEmpty(await Ask("SELECT Name FROM CIM_LogicalElement WHERE Name = '/'", unmapped));
    }

    private async Task<List<CimInstance>> Ask(string query, CimCaller? caller = null)
    {
        var manager = new ObjectManagerBuilder().AddLinux(
            new LinuxSources { TrustOperators = true, Refused = _refusals.Add, Packages = new NoPackages() }).Build();
        var result = await manager.QueryAsync(Host.Space, query, caller ?? Host.Operator, Token);
        return await result.Instances.ToListAsync(Token);
    }

    private static string Seconds(CimValue value) =>
        value.AsDateTime!.Value.Time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
