using System.Text;
using System.Xml.Linq;
using Fachwerk.Backend.Database;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Fachwerk.Backend.Secrets;

/// <summary>
/// The framework's keys for cookies and tokens: in the fleet database, so that every node reads every cookie, and
/// wrapped by the master key.
/// </summary>
public sealed class DataProtectionKeys(FleetDatabase fleet, MasterKey master) : IXmlRepository
{
    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = fleet.Source.CreateCommand(
            "select name, wrapped from data_protection_keys order by created_at");
        using var rows = command.ExecuteReader();
        var elements = new List<XElement>();
        while (rows.Read())
        {
            var text = master.Unwrap(rows.GetFieldValue<byte[]>(1), PurposeOf(rows.GetString(0)));
            elements.Add(XElement.Parse(Encoding.UTF8.GetString(text)));
        }

        return elements;
    }

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        ArgumentNullException.ThrowIfNull(element);
        var text = element.ToString(SaveOptions.DisableFormatting);
        using var command = fleet.Source.CreateCommand("""
            insert into data_protection_keys (name, wrapped) values ($1, $2)
            on conflict (name) do update set wrapped = excluded.wrapped
            """);
        command.With(friendlyName).With(master.Wrap(Encoding.UTF8.GetBytes(text), PurposeOf(friendlyName)));
        command.ExecuteNonQuery();
    }

    private static string PurposeOf(string name) => $"data protection key {name}";
}
