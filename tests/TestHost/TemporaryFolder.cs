namespace Sekimori.TestHost;

/// <summary>A folder that goes when this does.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sekimori-testhost");

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
