using Sekimori.Cim.Model;
using Sekimori.Wire;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Wmi.Tests;

/// <summary>Classes that are read once for many answers.</summary>
public sealed class KnownClassesTests
{
    private static readonly WmioDecoder _decoder = new(new WmioLimits());

    [Fact]
    public void A_class_is_read_once_for_many_answers_and_values_are_those_of_each_row()
    {
        var known = new KnownClasses();
        var first = _decoder.DecodeUnit(Row("Some", "one"), new LastClass(known));
        var second = _decoder.DecodeUnit(Row("Some", "two"), new LastClass(known));
        Assert.Same(first.Class, second.Class);
        Assert.Equal(("one", "two"), (first.Instance!["Name"].AsString, second.Instance!["Name"].AsString));
    }

    [Fact]
    public void A_class_that_differs_in_one_byte_is_another_one()
    {
        var known = new KnownClasses();
        var first = _decoder.DecodeUnit(Row("SomeA", "x"), new LastClass(known));
        var second = _decoder.DecodeUnit(Row("SomeB", "x"), new LastClass(known));
        Assert.Equal(("SomeA", "SomeB"), (first.Class.Name, second.Class.Name));
    }

    [Fact]
    public void Rows_of_a_known_class_are_still_cut_off_at_any_byte()
    {
        var known = new KnownClasses();
        var row = Row("Some", "one");
        _decoder.DecodeUnit(row, new LastClass(known));
        for (var length = 0; length < row.Length; length++)
            Assert.Throws<MalformedException>(() => _decoder.DecodeUnit(row.AsSpan(0, length), new LastClass(known)));
    }

    [Fact]
    public void A_host_that_sends_ever_new_classes_does_not_fill_the_memory()
    {
        var known = new KnownClasses(most: 2);
        var first = _decoder.DecodeUnit(Row("A", "x"), new LastClass(known));
        _decoder.DecodeUnit(Row("B", "x"), new LastClass(known));
        _decoder.DecodeUnit(Row("C", "x"), new LastClass(known));
        Assert.NotSame(first.Class, _decoder.DecodeUnit(Row("A", "x"), new LastClass(known)).Class);
    }

    [Fact]
    public void A_large_class_is_not_kept()
    {
        var known = new KnownClasses(longest: 16);
        var first = _decoder.DecodeUnit(Row("A", "x"), new LastClass(known));
        Assert.NotSame(first.Class, _decoder.DecodeUnit(Row("A", "x"), new LastClass(known)).Class);
    }

    private static byte[] Row(string className, string name)
    {
        var c = new CimClass(className, null,
            [new CimProperty { Name = "Name", Type = CimType.String, IsKey = true, Origin = className, Index = 0 }]);
        var instance = new CimInstance(c);
        instance.Set("Name", name);
        var writer = new ByteWriter([]);
        new WmioEncoders("HOST", "root/cimv2").For(c).WriteUnit(ref writer, instance);
        var bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }
}
