using Sekimori.Cim.Model;
using Sekimori.Linux.Tests;
using Sekimori.Wire;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Wmi.Tests;

/// <summary>Every class that the object manager serves, and its instances, encoded and decoded.</summary>
[Trait("Size", "Large")]
public class WmioRoundTripTests
{
    private static readonly WmioDecoder Decoder = new(new WmioLimits());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Classes => [.. Host.Manager.Namespaces
        .SelectMany(s => Host.Manager.GetNamespace(s, Host.Reader).Classes.Select(c => (s, c.Name)))];

    [Theory]
    [MemberData(nameof(Classes))]
    public void A_class_decodes_to_itself(string space, string name)
    {
        var c = Host.Manager.GetNamespace(space, Host.Reader).GetClass(name);
        var writer = new ByteWriter([]);
        new WmioEncoders("HOST", space).WriteClassUnit(ref writer, c);

        var found = Decoder.DecodeUnit(writer.Written);

        writer.Dispose();
        Assert.Equal("HOST", found.Host);
        Assert.StartsWith("ROOT", found.Namespace);
        SameObjects.Check(c, found.Class);
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public async Task Instances_decode_to_themselves_with_and_without_their_class(string space, string name)
    {
        var encoders = new WmioEncoders("HOST", space);
        var instances = new List<CimInstance>();
        try
        {
            await foreach (var instance in await Host.Manager.EnumerateAsync(space, name, Host.Reader, Token))
                if (instances.Count < 50)
                    instances.Add(instance);
        }
        catch (CimException e)
        {
            Assert.Skip(e.Message);
        }
        var last = new LastClass();
        foreach (var instance in instances)
        {
            var encoder = encoders.For(instance.Class);
            SameObjects.Check(instance, Decoder.DecodeUnit(EncodeUnit(encoder, instance), last).Instance!);
            var whole = Encode(encoder, instance, withClass: true);
            var row = Encode(encoder, instance, withClass: false);

            var found = Decoder.DecodeBlock(whole);
            Assert.True(row.Length < whole.Length);
            SameObjects.Check(instance, found.Instance!);
            SameObjects.Check(instance, Decoder.DecodeInstance(row, found.Layout!));
        }
    }

    [Fact]
    public async Task The_class_of_the_row_before_is_read_once_and_another_one_is_not_taken_for_it()
    {
        var process = (await Host.Query("SELECT * FROM Win32_Process"))[0];
        var system = (await Host.Query("SELECT * FROM Win32_OperatingSystem"))[0];
        var encoders = new WmioEncoders("HOST", "root/cimv2");
        var last = new LastClass();

        var found = new[] { process, process, system, process }
            .Select(one => Decoder.DecodeUnit(EncodeUnit(encoders.For(one.Class), one), last)).ToList();

        Assert.Same(found[0].Class, found[1].Class);
        Assert.NotSame(found[0].Class, found[3].Class);
        Assert.Equal(["Win32_Process", "Win32_Process", "Win32_OperatingSystem", "Win32_Process"], found.Select(one => one.Class.Name));
        SameObjects.Check(system, found[2].Instance!);
        SameObjects.Check(process, found[3].Instance!);
    }

    [Fact]
    public async Task A_row_costs_no_allocation()
    {
        var processes = await Host.Query("SELECT * FROM Win32_Process");
        var encoder = new WmioEncoders("HOST", "root/cimv2").For(processes[0].Class);
        var buffer = new byte[64 * 1024];
        var (bytes, least) = (0, long.MaxValue);
        // Code that is not optimised yet allocates: the least of the rounds counts. A loaded machine compiles late.
        for (var round = 0; round < 1000 && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            bytes = Write(encoder, processes, buffer);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            if (least > 0) await Task.Delay(20, Token);
        }

        Assert.Equal(0, least);
        Assert.InRange(bytes, processes.Count * 200, processes.Count * 64 * 1024);
    }

    [Fact]
    public async Task A_projection_has_the_selected_properties_alone()
    {
        var process = (await Host.Query("SELECT * FROM Win32_Process"))[0];
        var selected = new[] { "ProcessId", "Name" }.Select(n => process.Class.FindProperty(n)!).ToList();
        var encoder = new WmioEncoders("HOST", "root/cimv2").For(process.Class, selected);

        var found = Decoder.DecodeBlock(Encode(encoder, process, withClass: true));

        Assert.Equal("Win32_Process", found.Class.Name);
        Assert.Equal(["ProcessId", "Name"], found.Class.Properties.Select(p => p.Name));
        Assert.Empty(found.Class.Derivation);
        Assert.Equal(process["Name"], found.Instance!["Name"]);
        Assert.Equal(process["ProcessId"], found.Instance["ProcessId"]);
    }

    [Fact]
    public void A_prototype_says_that_it_is_one_and_numbers_its_columns()
    {
        var c = Host.Manager.GetNamespace("root/cimv2", Host.Reader).GetClass("Win32_Process");
        var writer = new ByteWriter([]);
        new WmioEncoders("HOST", "root/cimv2").WritePrototypeBlock(
            ref writer, c, [c.FindProperty("Name")!, c.FindProperty("ProcessId")!], ["ProcessId", "name", "ProcessId"]);

        var found = Decoder.DecodeBlock(writer.Written);

        Assert.Equal(0x55, writer.Written[0]);
        writer.Dispose();
        Assert.True(found.IsPrototype);
        Assert.Equal(["{1}", "{0, 2}"], found.Class.Properties.Select(p => p.Qualifiers.Single(q => q.Name == "Order").Value.ToString()));
    }

    private static byte[] EncodeUnit(InstanceEncoder encoder, CimInstance instance)
    {
        var writer = new ByteWriter([]);
        encoder.WriteUnit(ref writer, instance);
        var bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }

    private static byte[] Encode(InstanceEncoder encoder, CimInstance instance, bool withClass)
    {
        var writer = new ByteWriter([]);
        if (withClass)
            encoder.WriteBlock(ref writer, instance);
        else
            encoder.WriteWithoutClass(ref writer, instance);
        var bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }

    private static int Write(InstanceEncoder encoder, List<CimInstance> rows, byte[] buffer)
    {
        var bytes = 0;
        foreach (var row in rows)
        {
            var writer = new ByteWriter(buffer);
            encoder.WriteWithoutClass(ref writer, row);
            bytes += writer.Position;
            writer.Dispose();
        }
        return bytes;
    }
}
