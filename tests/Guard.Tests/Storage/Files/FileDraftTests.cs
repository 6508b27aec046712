using Sekimori.Storage.Files;

namespace Sekimori.Storage.Tests.Files;

/// <summary>Files that are made in folders which others may write too.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class FileDraftTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sekimori-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_link_in_the_target_s_place_is_replaced_and_not_followed()
    {
        File.WriteAllText(Path("victim"), "theirs");
        File.CreateSymbolicLink(Path("target"), Path("victim"));
        Write("target", "ours");
        Assert.Equal("theirs", File.ReadAllText(Path("victim")));
        Assert.Equal("ours", File.ReadAllText(Path("target")));
        Assert.Null(new FileInfo(Path("target")).LinkTarget);
    }

    [Fact]
    public void Names_that_could_be_foreseen_are_not_touched()
    {
        string[] foreseen = ["target.part", "target.new", "target.tmp", ".target.part", ".target"];
        foreach (var name in foreseen) File.CreateSymbolicLink(Path(name), Path("victim"));
        Write("target", "ours");
        Assert.False(File.Exists(Path("victim")));
        Assert.All(foreseen, name => Assert.Equal(Path("victim"), new FileInfo(Path(name)).LinkTarget));
    }

    [Fact]
    public void Until_it_is_placed_it_is_for_its_owner_alone_and_has_another_name_each_time()
    {
        using FileDraft one = new(Path("target")), other = new(Path("target"));
        var names = _folder.GetFiles().Select(file => file.FullName).ToList();
        Assert.Equal(2, names.Distinct().Count());
        Assert.All(names, name => Assert.Equal(OwnerOnly, File.GetUnixFileMode(name)));
        Assert.False(File.Exists(Path("target")));
    }

    [Theory]
    [InlineData(OwnerOnly)]
    [InlineData(OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.UserExecute)]
    [InlineData(OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead)]
    public void It_takes_the_rights_of_what_it_replaces(UnixFileMode mode)
    {
        File.WriteAllText(Path("target"), "old");
        File.SetUnixFileMode(Path("target"), mode);
        Write("target", "new");
        Assert.Equal(mode, File.GetUnixFileMode(Path("target")));
    }

    [Fact]
    public void A_new_file_has_the_rights_that_any_new_file_has()
    {
        File.WriteAllText(Path("usual"), "");
        Write("target", "new");
        Assert.Equal(File.GetUnixFileMode(Path("usual")), File.GetUnixFileMode(Path("target")));
    }

    [Fact]
    public void What_is_not_placed_leaves_the_target_as_it_was_and_nothing_beside_it()
    {
        File.WriteAllText(Path("target"), "old");
        using (var draft = new FileDraft(Path("target"))) draft.Stream.Write("half"u8);
        Assert.Equal("old", File.ReadAllText(Path("target")));
        Assert.Single(_folder.GetFileSystemInfos());
    }

    [Fact]
    public void A_device_is_written_itself()
    {
        using var draft = new FileDraft("/dev/null");
        draft.Stream.Write("gone"u8);
        draft.Place();
        Assert.Equal(FileAttributes.None, File.GetAttributes("/dev/null") & FileAttributes.ReparsePoint);
        Assert.Empty(Directory.GetFiles("/dev", ".sekimori-*"));
    }

    [Fact]
    public void Lines_are_appended_to_a_file_of_the_owner_alone_and_never_through_a_link()
    {
        foreach (var line in (string[])["one\n", "two\n"])
            using (var file = AppendedFile.Open(Path("alerts"))) file.Write(System.Text.Encoding.UTF8.GetBytes(line));
        Assert.Equal("one\ntwo\n", File.ReadAllText(Path("alerts")));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path("alerts")));

        File.CreateSymbolicLink(Path("link"), Path("victim"));
        var refused = Assert.Throws<IOException>(() => AppendedFile.Open(Path("link")));
        Assert.Contains("is a link; links are not followed", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path("victim")));
    }

    private string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    private void Write(string name, string text)
    {
        using var draft = new FileDraft(Path(name));
        draft.Stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        draft.Place();
    }
}
