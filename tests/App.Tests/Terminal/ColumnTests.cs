using Sekimori.App.Terminal;

namespace Sekimori.App.Tests.Terminal;

/// <summary>Which properties a table of objects shows.</summary>
public sealed class ColumnTests
{
    [Fact]
    public void A_text_is_shown_once_however_many_properties_have_it()
    {
        string[] filled = ["Caption", "Description", "DeviceID", "FileSystem", "FreeSpace", "Name", "Size", "SystemName"];
        Assert.Equal(["Name", "FileSystem", "Size", "FreeSpace"], TellingColumns.Choose(filled, name => name switch
        {
            "Caption" or "DeviceID" or "Name" => ["/", "/boot"],
            "Size" => ["100", "10"],
            "FreeSpace" => ["50", "5"],
            _ => ["ext4", "vfat"],
        }));
    }

    [Fact]
    public void Properties_that_differ_in_one_object_are_both_shown()
    {
        string[] filled = ["Caption", "DeviceID", "FileSystem", "FreeSpace", "Name", "Size", "SystemName"];
        Assert.Equal(["Name", "DeviceID", "FileSystem"],
            TellingColumns.Choose(filled, name =>
            name switch { "DeviceID" => ["sda", "x"], "Name" or "Caption" => ["sda", "sdb"], _ => ["1", "1"] }));
    }

    [Fact]
    public void Narrow_objects_are_shown_whole() =>
        Assert.Equal(["Name", "Caption"], TellingColumns.Choose(["Name", "Caption"], _ => ["same"]));
}
