using Sekimori.App.Terminal;
using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Cim.Schema;

namespace Sekimori.App.Cim;

/// <summary>Shows instances.</summary>
internal static class InstanceView
{
    public static async Task WriteAsync(CimQueryResult answer, Screen screen, CancellationToken cancellationToken)
    {
        var instances = await answer.Instances.ToListAsync(cancellationToken);
        if (screen.IsJson)
        {
            JsonOutput.Write(screen, writer =>
            {
                writer.WriteStartArray();
                foreach (var instance in instances) JsonOutput.Write(writer, instance, answer.PropertiesOf(instance.Class));
                writer.WriteEndArray();
            });
            return;
        }

        // Objects of one class are rows; an answer of several classes has only paths in common.
        foreach (var group in instances.GroupBy(instance => instance.Class))
        {
            var columns = Columns([.. group], answer.PropertiesOf(group.Key), everything: answer.Selected is not null);
            var table =
                new Table(
                [
                .. columns.Select(
                p => (p.Type is CimType.String or CimType.DateTime or CimType.Reference or CimType.Boolean || p.IsArray ? "" : ">")
                + p.Name.ToUpperInvariant())]);
            foreach (var instance in group) table.Add([.. columns.Select(p => instance[p.Index].ToString())]);
            screen.Write(table);
        }
    }

    public static void Write(CimInstance instance, Screen screen)
    {
        if (screen.IsJson)
        {
            JsonOutput.Write(screen, writer => JsonOutput.Write(writer, instance, instance.Class.Properties));
            return;
        }

        var table = new Table("PROPERTY", "VALUE");
        foreach (var property in instance.Class.Properties)
            if (!instance[property.Index].IsNull) table.Add(property.Name, instance[property.Index].ToString());
        screen.Write(table);
    }

    public static void Write(CimMethod method, CimMethodResult answer, Screen screen)
    {
        if (screen.IsJson)
        {
            JsonOutput.Write(screen, writer =>
            {
                writer.WriteStartObject();
                writer.WritePropertyName("ReturnValue");
                JsonOutput.Write(writer, answer.ReturnValue);
                for (var i = 0; i < method.Out.Count; i++)
                {
                    writer.WritePropertyName(method.Out[i].Name);
                    JsonOutput.Write(writer, answer.Out[i]);
                }

                writer.WriteEndObject();
            });
            return;
        }

        var table = new Table("PROPERTY", "VALUE").Add("ReturnValue", answer.ReturnValue.ToString());
        for (var i = 0; i < method.Out.Count; i++) table.Add(method.Out[i].Name, answer.Out[i].ToString());
        screen.Write(table);
    }

    private static List<CimProperty> Columns(List<CimInstance> instances, IReadOnlyList<CimProperty> properties, bool everything)
    {
        if (everything) return [.. properties];
        var filled = properties.Where(p => instances.Exists(i => !i[p.Index].IsNull)).ToList();
        return [.. TellingColumns.Choose([.. filled.Select(p => p.Name)], name => [.. instances.Select(i => i[Of(name).Index].ToString())])
            .Select(Of)];

        CimProperty Of(string name) => filled.First(p => p.Name == name);
    }
}
