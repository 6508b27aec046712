using System.Text;

namespace Sekimori.Linux.Host;

/// <summary>/proc/cpuinfo: one set of labels for each logical processor.</summary>
internal sealed class CpuInfo(IReadOnlyList<IReadOnlyDictionary<string, string>> processors)
{
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Processors => processors;

    public static CpuInfo Read(string proc)
    {
        var all = new List<IReadOnlyDictionary<string, string>>();
        foreach (var block in Encoding.UTF8.GetString(KernelFile.ReadAll(Path.Combine(proc, "cpuinfo"), limit: 16 << 20)).Split("\n\n"))
        {
            var labels = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var line in block.Split('\n'))
                if (line.IndexOf(':') is > 0 and var colon)
                    labels[line[..colon].Trim()] = line[(colon + 1)..].Trim();
            if (labels.ContainsKey("processor"))
                all.Add(labels);
        }
        return new CpuInfo(all);
    }

    /// <summary>Does the first processor have this flag?</summary>
    public bool HasFlag(string flag) =>
        processors.Count > 0 && processors[0].TryGetValue("flags", out var flags) && flags.Split(' ').Contains(flag);
}
