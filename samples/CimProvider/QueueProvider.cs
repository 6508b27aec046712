using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Guard;

namespace Sekimori.Samples.CimProvider;

/// <summary>A spool directory as an object: its key, and how many files wait in it.</summary>
[CimClass("Sample_Queue", Provider = typeof(QueueProvider), Description = "A directory in which files wait")]
public sealed partial class Queue : CimInstance
{
    [CimKey]
    public partial string Name { get; set; }

    public partial uint? Waiting { get; set; }
}

/// <summary>Serves every directory below one as a queue, and empties them.</summary>
public sealed partial class QueueProvider(string root) : CimProvider<Queue>
{
    protected override IEnumerable<Queue> Enumerate(ProviderRequest request) =>
        from directory in Directory.EnumerateDirectories(root)
        select new Queue { Name = Path.GetFileName(directory), Waiting = (uint)Directory.GetFiles(directory).Length };

    [CimMethod(Role.Operator)]
    private uint Clear(CimObjectPath target, out uint? removed)
    {
        var files = Directory.GetFiles(Path.Combine(root, Path.GetFileName(target.Keys[0].Value.AsString!)));
        Array.ForEach(files, File.Delete);
        removed = (uint)files.Length;
        return 0;
    }
}
