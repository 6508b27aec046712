using Sekimori.App.Terminal;
using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Cim.Schema;

namespace Sekimori.App.Cim;

/// <summary>Shows instances.</summary>
internal static class InstanceView
{
    public static Task WriteAsync(CimQueryResult answer, Screen screen, CancellationToken cancellationToken) =>
        new InstanceStream(screen, answer.PropertiesOf, hasAllColumns: answer.Selected is not null)
        .WriteAsync(answer.Instances, cancellationToken);

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

    /// <summary>Writes the answer of a method.</summary>
    /// <returns>The exit code: done, or denied if the method returned another value than 0. A method without a value is done.</returns>
    public static int Write(CimMethod method, CimMethodResult answer, Screen screen)
    {
        WriteAnswer(method, answer, screen);
        return method.IsVoid || (!answer.ReturnValue.IsNull && answer.ReturnValue.ToString() == "0") ? ExitCode.Done : ExitCode.Refused;
    }

    private static void WriteAnswer(CimMethod method, CimMethodResult answer, Screen screen)
    {
        if (screen.IsJson)
        {
            JsonOutput.Write(screen, writer =>
            {
                writer.WriteStartObject();
                if (!method.IsVoid)
                {
                    writer.WritePropertyName("ReturnValue");
                    JsonOutput.Write(writer, answer.ReturnValue);
                }

                for (var i = 0; i < method.Out.Count; i++)
                {
                    writer.WritePropertyName(method.Out[i].Name);
                    JsonOutput.Write(writer, answer.Out[i]);
                }

                writer.WriteEndObject();
            });
            return;
        }

        var table = new Table("PROPERTY", "VALUE");
        if (!method.IsVoid) table.Add("ReturnValue", answer.ReturnValue.ToString());
        for (var i = 0; i < method.Out.Count; i++) table.Add(method.Out[i].Name, answer.Out[i].ToString());
        screen.Write(table);
    }
}
