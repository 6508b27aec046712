using Sekimori.Cim.Model;

namespace Sekimori.Linux.Tests;

[Trait("Size", "Large")]
public class EveryClassTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // What every Linux machine and container has. Of anything else a host may have none, and the test is skipped there.
    private static readonly string[] AlwaysThere =
    [
        "Win32_ComputerSystem", "Win32_Group", "Win32_LogicalDisk", "Win32_NetworkAdapter", "Win32_OperatingSystem", "Win32_Process",
        "Win32_Processor", "Win32_TimeZone", "Win32_UserAccount",
    ];

    public static TheoryData<string, string> Concrete => [.. new[] { "root/cimv2", "root/standardcimv2" }
        .SelectMany(s => Host.Manager.GetNamespace(s, Host.Reader)
        .Classes.Where(c => !c.IsAbstract && (c.KeyProperties.Count > 0 || c.IsSingleton)).Select(c => (s, c.Name)))];

    [Fact]
    public void What_every_host_has_is_served() =>
        Assert.Subset(Concrete.Select(row => row.Data.Item2).ToHashSet(), AlwaysThere.ToHashSet());

    [Theory]
    [MemberData(nameof(Concrete))]
    public async Task Instances_fit_their_class_have_a_path_and_are_found_by_it(string space, string name)
    {
        var instances = new List<CimInstance>();
        try
        {
            await foreach (var instance in await Host.Manager.EnumerateAsync(space, name, Host.Reader, Token))
                instances.Add(instance);
        }
        catch (CimException e) when (e.Status == CimStatus.NotAvailable)
        {
            Assert.DoesNotContain(name, AlwaysThere);
            Assert.Skip(e.Message);
        }

        if (instances.Count == 0)
        {
            Assert.DoesNotContain(name, AlwaysThere);
            Assert.Skip($"this host has no {name}");
        }

        foreach (var instance in instances)
        {
            Assert.Equal(name, instance.Class.Name);
            foreach (var property in instance.Class.Properties)
            {
                var value = instance[property.Index];
                if (value.IsNull)
                    continue;
                Assert.True(value.Type == property.Type && value.IsArray == property.IsArray, $"{name}.{property.Name} is {value.Type}");
            }
            Assert.NotNull(instance.GetPath());
        }
        Assert.Equal(instances.Count, instances.Select(i => i.GetPath()!.ToString()).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        if (name != "Win32_Process" && !name.EndsWith("_PerfProc_Process", StringComparison.Ordinal) && name != "MSFT_NetTCPConnection")
        {
            var path = CimObjectPath.Parse(instances[^1].GetPath()!.ToString());
            var again = await Host.Manager.GetAsync(space, path, Host.Reader, Token);
            Assert.Equal(instances[^1].GetPath(), again.GetPath());
        }
    }
}
