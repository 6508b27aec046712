using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;
using Sekimori.Linux.Privileges;
using Sekimori.Linux.Shells;
using Sekimori.Linux.Shells.Keeper;

namespace Sekimori.Linux.Providers;

/// <summary>
/// Files, by Name or by Drive and Path: never a walk of the disk. They are looked at with the rights of the caller's Unix user. Drive is
/// the mount point, Path the directory below it with a slash at both ends, and Extension what follows the last dot.
/// </summary>
internal sealed class DataFileProvider(LinuxHost host, LinuxSources sources) : CimProvider<CimDataFile>
{
    public override bool DependsOnCaller => true;

    protected override IEnumerable<CimDataFile> Enumerate(ProviderRequest request)
    {
        if (request.TryGetEqual(CimDataFile.At.Name, out var name))
            return Get(CimObjectPath.Of("CIM_DataFile", "Name", name), request) is { } one ? [one] : [];
        if (!request.TryGetEqual(CimDataFile.At.Drive, out var drive) || !request.TryGetEqual(CimDataFile.At.Path, out var path))
            throw new CimException(CimStatus.NotAvailable,
                "CIM_DataFile is not enumerated: name the file (Name = …), or its directory (Drive = … AND Path = …).");
        return List(drive.AsString!, path.AsString!, request);
    }

    protected override CimDataFile? Get(CimObjectPath path, ProviderRequest request)
    {
        if (!path.TryGetKey("Name", out var key) || key.AsString is not { } name || !name.StartsWith('/') || name.Contains('\0'))
            return null;
        // "/a/../b" and "/b" are one file; it has one name.
        var full = Path.GetFullPath(name);
        if (full != name)
            return null;
        return Look(full, isDirectory: false, request) is [var facts, ..]
            ? Of(facts, FileSystemFacts.Visible(host.Paths.Proc).ToList())
            : null;
    }

    private IEnumerable<CimDataFile> List(string drive, string path, ProviderRequest request)
    {
        if (!drive.StartsWith('/') || !path.StartsWith('/') || drive.Contains('\0') || path.Contains('\0'))
            return [];
        var directory = Path.GetFullPath(drive.TrimEnd('/') + path);
        var mounts = FileSystemFacts.Visible(host.Paths.Proc).ToList();
        var files = Look(directory, isDirectory: true, request);
        if (files.Count > FileList.MaxEntries)
            throw new CimException(
                CimStatus.QuotaViolation, $"The directory has more than {FileList.MaxEntries} files. Name one (Name = …).");
        return files.Select(f => Of(f, mounts));
    }

    // Root becomes the user for one thread; another server asks its keeper, which is root.
    private List<FileFacts> Look(string path, bool isDirectory, ProviderRequest request)
    {
        var user = CallerUser.Of(sources, request.Caller, "A look at a file");
        var token = request.CancellationToken;
        if (sources.Keeper is { } keeper)
        {
            var reply = KeeperOrders.Ask(keeper, PrivilegedOrder.Files, request.Caller, writer =>
            {
                writer.Write(path);
                writer.Write(isDirectory);
            });
            return reply.Verdict switch
            {
                KeeperVerdict.Done => FileList.FromText(reply.Text),
                KeeperVerdict.Refused => throw CallerUser.Refused(sources, $"The keeper: {reply.Text}"),
                _ => throw new CimException(reply.Value == 0 ? CimStatus.Failed : (CimStatus)reply.Value, reply.Text),
            };
        }
        return FileIdentity.Look(user.Id == UnixUser.Current.Id ? null : user, () => FileList.Read(path, isDirectory, token)) ?? [];
    }

    private CimDataFile Of(FileFacts file, List<Mount> mounts)
    {
        var mount = FileSystemFacts.MountOf(mounts, file.Path);
        var drive = mount?.Target ?? "/";
        var name = Path.GetFileName(file.Path);
        var dot = name.LastIndexOf('.');
        // A name that begins with its only dot has no extension.
        var extension = dot > 0 ? name[(dot + 1)..] : "";
        CimDateTime? created = file.Created is { } known ? host.ToCim(known) : null;
        var directory = Path.GetDirectoryName(file.Path)![drive.TrimEnd('/').Length..];
        return new CimDataFile
        {
            Caption = file.Path,
            Description = file.Path,
            Name = file.Path,
            Status = "OK",
            InstallDate = created,
            CreationClassName = "CIM_LogicalFile",
            CreationDate = created,
            CSCreationClassName = "Win32_ComputerSystem",
            CSName = host.Name,
            Drive = drive,
            Extension = extension,
            FileName = dot > 0 ? name[..dot] : name,
            FileSize = file.Size,
            FileType = dot > 0 ? extension + " File" : "File",
            FSCreationClassName = "Win32_FileSystem",
            FSName = mount?.Type,
            Hidden = name.StartsWith('.'),
            LastAccessed = host.ToCim(file.Accessed),
            LastModified = host.ToCim(file.Modified),
            Path = directory.Length is 0 or 1 ? "/" : directory + "/",
            Readable = file.MayRead,
            Writeable = file.MayWrite,
        };
    }
}
